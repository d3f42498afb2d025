#include "core/prompt/clip_words.h"

#include <algorithm>
#include <array>
#include <string>

namespace reverie::prompt {
namespace {

enum class Kind { Letter, Number, Space, Other };

/// Reads one code point and steps over it; half a surrogate pair reads as U+FFFD.
char32_t next(QStringView text, qsizetype& at)
{
    const QChar unit = text[at++];
    if (!unit.isSurrogate())
        return unit.unicode();
    if (unit.isLowSurrogate() || at == text.size() || !text[at].isLowSurrogate())
        return QChar::ReplacementCharacter;
    return QChar::surrogateToUcs4(unit, text[at++]);
}

Kind kindOf(char32_t letter)
{
    if (QChar::isSpace(letter))
        return Kind::Space;
    if (QChar::isLetter(letter))
        return Kind::Letter;
    return QChar::isNumber(letter) ? Kind::Number : Kind::Other;
}

void appendLower(QString& text, char32_t letter)
{
    constexpr char32_t kCapitalIWithDot = 0x130;
    if (letter == kCapitalIWithDot)
        text += QStringView(u"i\u0307");
    else
        text += QChar::fromUcs4(QChar::toLower(letter));
}

qsizetype contractionLength(QStringView text)
{
    constexpr std::array kContractions = {u"'s", u"'t", u"'re", u"'ve", u"'m", u"'ll", u"'d"};
    for (const QStringView each : kContractions)
        if (text.startsWith(each))
            return each.size();
    return 0;
}

/// The length of the word, or of the white space, at the beginning of `text`.
qsizetype wordLength(QStringView text, Kind kind)
{
    if (const qsizetype contraction = contractionLength(text))
        return contraction;
    qsizetype end = 0;
    next(text, end);
    while (kind != Kind::Number && end < text.size()) {
        qsizetype after = end;
        if (kindOf(next(text, after)) != kind)
            break;
        end = after;
    }
    return end;
}

bool canCombine(QStringView text)
{
    constexpr char16_t kFirstMark = 0x300;
    return std::any_of(text.begin(), text.end(), [](QChar unit) { return unit.unicode() >= kFirstMark; });
}

std::u32string decomposed(QStringView text)
{
    std::u32string letters;
    for (qsizetype at = 0; at < text.size();) {
        const QString letter = QStringView(QChar::fromUcs4(next(text, at))).toString();
        const QString parts = letter.normalized(QString::NormalizationForm_D);
        for (qsizetype part = 0; part < parts.size();)
            letters += next(parts, part);
    }
    return letters;
}

/// NFC. QString's own puts a run of combining marks into order in quadratic time, so it is given them in order.
QString composed(const QString& text)
{
    if (!canCombine(text))
        return text.normalized(QString::NormalizationForm_C);
    std::u32string letters = decomposed(text);
    const auto isMark = [](char32_t letter) { return QChar::combiningClass(letter) != 0; };
    const auto comesBefore = [](char32_t a, char32_t b) { return QChar::combiningClass(a) < QChar::combiningClass(b); };
    for (auto begin = letters.begin(); begin != letters.end();) {
        begin = std::find_if(begin, letters.end(), isMark);
        const auto end = std::find_if_not(begin, letters.end(), isMark);
        std::stable_sort(begin, end, comesBefore);
        begin = end;
    }
    QString ordered;
    for (const char32_t letter : letters)
        ordered += QChar::fromUcs4(letter);
    return ordered.normalized(QString::NormalizationForm_C);
}

}  // namespace

QString clipNormalised(const QString& text)
{
    const QString letters = composed(text);
    QString normalised;
    normalised.reserve(letters.size());
    bool wasSpace = false;
    for (qsizetype at = 0; at < letters.size();) {
        const char32_t letter = next(letters, at);
        const bool isSpace = QChar::isSpace(letter);
        if (!isSpace)
            appendLower(normalised, letter);
        else if (!wasSpace)
            normalised += QLatin1Char(' ');
        wasSpace = isSpace;
    }
    return normalised;
}

std::vector<QStringView> clipWords(QStringView text)
{
    std::vector<QStringView> words;
    while (!text.isEmpty()) {
        qsizetype first = 0;
        const Kind kind = kindOf(next(text, first));
        const qsizetype length = wordLength(text, kind);
        if (kind != Kind::Space)
            words.push_back(text.first(length));
        text = text.sliced(length);
    }
    return words;
}

}  // namespace reverie::prompt
