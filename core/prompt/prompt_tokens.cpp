#include "core/prompt/prompt_tokens.h"

#include <charconv>
#include <cmath>

namespace reverie::prompt {
namespace {

using Kind = PromptToken::Kind;

constexpr double kBracketFactor = 1.1;

bool isWordLetter(char32_t letter)
{
    return QChar::isLetterOrNumber(letter) || letter == U'_';
}

bool endsWithWordLetter(QStringView text)
{
    if (text.isEmpty())
        return false;
    const bool isPair = text.size() > 1 && text.back().isLowSurrogate() && text[text.size() - 2].isHighSurrogate();
    return isWordLetter(isPair ? QChar::surrogateToUcs4(text[text.size() - 2], text.back()) : text.back().unicode());
}

bool beginsWithWordLetter(QStringView text)
{
    if (text.isEmpty())
        return false;
    const bool isPair = text.size() > 1 && text[0].isHighSurrogate() && text[1].isLowSurrogate();
    return isWordLetter(isPair ? QChar::surrogateToUcs4(text[0], text[1]) : text[0].unicode());
}

QStringView withoutSpaceAtBegin(QStringView text)
{
    while (!text.isEmpty() && text.front().isSpace())
        text = text.sliced(1);
    return text;
}

QStringView withoutSpaceAtEnd(QStringView text)
{
    while (!text.isEmpty() && text.back().isSpace())
        text.chop(1);
    return text;
}

bool isMark(QChar letter)
{
    return QStringView(u"\\()[]:").contains(letter);
}

struct Weight {
    double factor;
    qsizetype length;  ///< from the colon to the closing bracket, both included
};

/// ":1.3)" at the beginning of `text`, with white space on either side of the number.
std::optional<Weight> weightAt(QStringView text)
{
    const QStringView number = withoutSpaceAtBegin(text.sliced(1));
    qsizetype digits = 0;
    while (digits < number.size() && QStringView(u"+-.0123456789").contains(number[digits]))
        ++digits;
    const QStringView closing = withoutSpaceAtBegin(number.sliced(digits));
    const auto factor = decimal(number.first(digits));
    if (!factor || !closing.startsWith(QLatin1Char(')')))
        return std::nullopt;
    return Weight{*factor, text.size() - closing.size() + 1};
}

class Scanner final {
public:
    explicit Scanner(QStringView prompt) : m_rest(prompt) { }

    std::vector<PromptToken> scan()
    {
        while (!m_rest.isEmpty())
            m_rest = m_rest.sliced(isMark(m_rest[0]) ? readMark() : readText());
        return std::move(m_tokens);
    }

private:
    /// Both read what the rest begins with and return its length.
    qsizetype readMark()
    {
        switch (m_rest[0].unicode()) {
        case u'\\':
            return readEscape();
        case u'(':
            return open(Kind::OpenRound, kBracketFactor, m_openRound);
        case u'[':
            return open(Kind::OpenSquare, 1 / kBracketFactor, m_openSquare);
        case u')':
            return close(Kind::CloseRound, m_openRound);
        case u']':
            return close(Kind::CloseSquare, m_openSquare);
        default:
            return readColon();
        }
    }

    qsizetype readText()
    {
        qsizetype end = 0;
        while (end < m_rest.size() && !isMark(m_rest[end]))
            ++end;
        constexpr QStringView kBreak = u"BREAK";
        QStringView text = m_rest.first(end);
        for (qsizetype at = findWord(text, kBreak); at >= 0; at = findWord(text, kBreak)) {
            add(withoutSpaceAtEnd(text.first(at)));
            m_tokens.push_back({Kind::Break, {}, 1});
            text = withoutSpaceAtBegin(text.sliced(at + kBreak.size()));
        }
        add(text);
        return end;
    }

    qsizetype readEscape()
    {
        constexpr QStringView kEscaped = u"\\()[]";
        if (m_rest.size() == 1 || !kEscaped.contains(m_rest[1]))
            return 1;
        add(m_rest.sliced(1, 1));
        return 2;
    }

    qsizetype readColon()
    {
        const auto weight = m_openRound.empty() ? std::nullopt : weightAt(m_rest);
        if (!weight) {
            add(m_rest.first(1));
            return 1;
        }
        m_tokens[m_openRound.back()].factor = weight->factor;
        close(Kind::CloseRound, m_openRound);
        return weight->length;
    }

    qsizetype open(Kind kind, double factor, std::vector<std::size_t>& opened)
    {
        opened.push_back(m_tokens.size());
        m_tokens.push_back({kind, {}, factor});
        return 1;
    }

    qsizetype close(Kind kind, std::vector<std::size_t>& opened)
    {
        if (opened.empty()) {
            add(m_rest.first(1));
            return 1;
        }
        opened.pop_back();
        m_tokens.push_back({kind, {}, 1});
        return 1;
    }

    void add(QStringView text)
    {
        if (!text.isEmpty())
            m_tokens.push_back({Kind::Text, text.toString(), 1});
    }

    QStringView m_rest;
    std::vector<PromptToken> m_tokens;
    std::vector<std::size_t> m_openRound;  ///< which of the tokens wait for their closing bracket
    std::vector<std::size_t> m_openSquare;
};

}  // namespace

std::optional<double> decimal(QStringView text)
{
    const QByteArray written = text.toLatin1();
    const char* begin = written.startsWith('+') && !written.startsWith("+-") ? written.begin() + 1 : written.begin();
    double number = 0;
    const auto [end, error] = std::from_chars(begin, written.end(), number, std::chars_format::fixed);
    const bool isNumber = error == std::errc() && end == written.end() && std::isfinite(number);
    return isNumber ? std::optional(number) : std::nullopt;
}

std::vector<PromptToken> promptTokens(QStringView prompt)
{
    return Scanner(prompt).scan();
}

qsizetype findWord(QStringView text, QStringView word, qsizetype from)
{
    for (qsizetype at = text.indexOf(word, from); at >= 0; at = text.indexOf(word, at + 1))
        if (!endsWithWordLetter(text.first(at)) && !beginsWithWordLetter(text.sliced(at + word.size())))
            return at;
    return -1;
}

}  // namespace reverie::prompt
