#include "core/prompt/prompt_schedule.h"

#include "core/prompt/prompt_tokens.h"

#include <QStringList>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

namespace reverie::prompt {
namespace {

constexpr std::size_t kDeepest = 64;

/// The call behind `when`, 0 where the words never change; nothing where it is no number.
std::optional<int> callOf(QStringView when, int calls)
{
    const QStringView written = when.trimmed();
    const auto number = decimal(written);
    if (!number)
        return std::nullopt;
    const double call = written.contains(QLatin1Char('.')) ? *number * calls : *number;
    return static_cast<int>(std::clamp(std::trunc(call), 0.0, static_cast<double>(calls)));
}

/// What lies between two brackets, cut at the colons or bars right inside.
struct Bracket {
    QChar shape;
    QStringList parts = {QString()};
    QString marks = {};  ///< between the parts

    [[nodiscard]] QString asWritten() const
    {
        QString text = shape + parts.front();
        for (qsizetype i = 0; i < marks.size(); ++i)
            text += marks[i] + parts[i + 1];
        return text;
    }
};

/// Reads a prompt as it stands at one call, and notes all calls after which it changes.
class Reader final {
public:
    Reader(QStringView prompt, int calls, int call) : m_prompt(prompt), m_calls(calls), m_call(call) { }

    QString read()
    {
        for (qsizetype at = 0; at < m_prompt.size(); ++at) {
            const QChar letter = m_prompt[at];
            if (letter == QLatin1Char('\\') && at + 1 < m_prompt.size())
                add(m_prompt.sliced(at++, 2));
            else if ((letter == QLatin1Char('(') || letter == QLatin1Char('[')) && m_open.size() < kDeepest)
                m_open.push_back({letter});
            else if (letter == QLatin1Char(')'))
                close(QLatin1Char('('), letter);
            else if (letter == QLatin1Char(']'))
                close(QLatin1Char('['), letter);
            else
                note(letter, at);
        }
        while (!m_open.empty())
            giveUpInnermost();
        return std::move(m_text);
    }

    /// Where the text changes: the last calls of its stretches.
    [[nodiscard]] std::set<int> changes() const
    {
        std::set<int> changes = m_changes;
        for (int call = 1; call < m_calls && m_hasTurns; ++call)
            changes.insert(call);
        changes.insert(m_calls);
        return changes;
    }

private:
    void add(QStringView text) { (m_open.empty() ? m_text : m_open.back().parts.back()) += text; }

    void note(QChar letter, qsizetype at)
    {
        const bool divides = letter == QLatin1Char(':') || letter == QLatin1Char('|');
        if (!divides || m_open.empty())
            return add(m_prompt.sliced(at, 1));
        m_open.back().marks += letter;
        m_open.back().parts.append(QString());
    }

    void giveUpInnermost()
    {
        const QString text = m_open.back().asWritten();
        m_open.pop_back();
        add(text);
    }

    /// Closes the innermost bracket of that shape; those within it never close. Where there is none, it is a letter.
    void close(QChar shape, QChar letter)
    {
        const bool isOpen =
            std::any_of(m_open.begin(), m_open.end(), [&](const Bracket& bracket) { return bracket.shape == shape; });
        while (isOpen && m_open.back().shape != shape)
            giveUpInnermost();
        if (!isOpen)
            return add(QStringView(&letter, 1));
        const Bracket bracket = std::move(m_open.back());
        m_open.pop_back();
        const auto chosen = shape == QLatin1Char('[') ? choose(bracket) : std::nullopt;
        add(chosen.value_or(bracket.asWritten() + letter));
    }

    /// The words that hold now, where the bracket is a form.
    std::optional<QString> choose(const Bracket& bracket)
    {
        const auto bars = bracket.marks.count(QLatin1Char('|'));
        if (bars > 0 && bars == bracket.marks.size())
            return takeTurns(bracket.parts);
        const auto change = bars == 0 ? callOf(bracket.parts.back(), m_calls) : std::nullopt;
        if (bracket.marks.isEmpty() || bracket.marks.size() > 2 || !change)
            return std::nullopt;
        if (*change > 0)
            m_changes.insert(*change);
        if (m_call > *change)
            return bracket.parts[bracket.parts.size() - 2];
        return bracket.marks.size() == 2 ? bracket.parts.front() : QString();
    }

    QString takeTurns(const QStringList& words)
    {
        m_hasTurns = true;
        return words[std::max(m_call - 1, 0) % words.size()];
    }

    QStringView m_prompt;
    int m_calls;
    int m_call;
    QString m_text;
    std::vector<Bracket> m_open;
    std::set<int> m_changes;
    bool m_hasTurns = false;
};

/// ":1.2" at the end of a part.
CombinedText weighed(QStringView part)
{
    const qsizetype colon = part.lastIndexOf(QLatin1Char(':'));
    const auto weight = colon < 0 ? std::nullopt : decimal(part.sliced(colon + 1).trimmed());
    if (!weight)
        return {1, part.toString()};
    return {*weight, part.first(colon).toString()};
}

}  // namespace

std::vector<ScheduledText> promptSchedule(const QString& prompt, int calls)
{
    Reader first(prompt, calls, 0);
    first.read();
    std::vector<ScheduledText> texts;
    for (const int end : first.changes()) {
        QString text = Reader(prompt, calls, end).read();
        if (!texts.empty() && texts.back().text == text)
            texts.back().lastCall = end;
        else
            texts.push_back({end, std::move(text)});
    }
    return texts;
}

std::vector<CombinedText> combinedTexts(const QString& prompt)
{
    constexpr QStringView kAnd = u"AND";
    std::vector<CombinedText> texts;
    QStringView rest = prompt;
    for (qsizetype at = findWord(rest, kAnd); at >= 0; at = findWord(rest, kAnd)) {
        texts.push_back(weighed(rest.first(at)));
        rest = rest.sliced(at + kAnd.size());
    }
    if (texts.empty())
        return {{1, prompt}};
    texts.push_back(weighed(rest));
    return texts;
}

}  // namespace reverie::prompt
