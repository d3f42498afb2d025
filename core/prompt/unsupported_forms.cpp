#include "core/prompt/unsupported_forms.h"

#include "core/prompt/prompt_tokens.h"
#include "core/request/quoted.h"

#include <vector>

namespace reverie::prompt {
namespace {

struct Form {
    qsizetype begin;
    qsizetype end;
    const char* name;
};

std::optional<Form> network(const QString& prompt, QLatin1String opening, const char* name)
{
    const qsizetype begin = prompt.indexOf(opening);
    const qsizetype end = begin < 0 ? -1 : prompt.indexOf(QLatin1Char('>'), begin);
    return end < 0 ? std::nullopt : std::optional(Form{begin, end + 1, name});
}

std::optional<Form> combination(const QString& prompt)
{
    constexpr QStringView kAnd = u"AND";
    const qsizetype begin = findWord(prompt, kAnd);
    return begin < 0 ? std::nullopt : std::optional(Form{begin, begin + kAnd.size(), "combining prompts with AND"});
}

/// Looks for square brackets with a bar in them or with a step behind their last colon.
class SquareForms final {
public:
    explicit SquareForms(QStringView prompt) : m_prompt(prompt) { }

    std::optional<Form> find()
    {
        for (qsizetype at = 0; at < m_prompt.size(); ++at) {
            const QChar letter = m_prompt[at];
            if (letter == QLatin1Char('\\'))
                ++at;
            else if (letter == QLatin1Char('(') || letter == QLatin1Char('['))
                m_open.push_back({letter, at});
            else if (letter == QLatin1Char(')'))
                close(QLatin1Char('('));
            else if (letter == QLatin1Char(']'))
                if (const auto form = formOf(close(QLatin1Char('[')), at))
                    return form;
            note(letter, at);
        }
        return std::nullopt;
    }

private:
    struct Bracket {
        QChar shape;
        qsizetype begin;
        qsizetype colon = -1;  ///< the last one right inside
        bool hasBar = false;   ///< right inside
    };

    void note(QChar letter, qsizetype at)
    {
        if (m_open.empty())
            return;
        if (letter == QLatin1Char(':'))
            m_open.back().colon = at;
        m_open.back().hasBar |= letter == QLatin1Char('|');
    }

    /// Takes the innermost bracket of that shape and all within it.
    std::optional<Bracket> close(QChar shape)
    {
        std::optional<Bracket> closed;
        while (!m_open.empty() && !closed) {
            if (m_open.back().shape == shape)
                closed = m_open.back();
            m_open.pop_back();
        }
        return closed;
    }

    [[nodiscard]] std::optional<Form> formOf(const std::optional<Bracket>& bracket, qsizetype end) const
    {
        if (!bracket)
            return std::nullopt;
        if (bracket->hasBar)
            return Form{bracket->begin, end + 1, "alternating words"};
        const qsizetype colon = bracket->colon;
        if (colon >= 0 && decimal(m_prompt.sliced(colon + 1, end - colon - 1).trimmed()))
            return Form{bracket->begin, end + 1, "changing a prompt at a step"};
        return std::nullopt;
    }

    QStringView m_prompt;
    std::vector<Bracket> m_open;
};

}  // namespace

Result<void> checkPrompt(const QString& prompt, request::Emphasis emphasis)
{
    if (emphasis == request::Emphasis::None)
        return {};
    auto form = network(prompt, QLatin1String("<lora:"), "LoRA");
    if (!form)
        form = network(prompt, QLatin1String("<hypernet:"), "hypernetworks");
    if (!form)
        form = SquareForms(prompt).find();
    if (!form)
        form = combination(prompt);
    if (!form)
        return {};
    const QString written = prompt.sliced(form->begin, form->end - form->begin);
    return fail(ErrorCode::Unsupported,
        QStringLiteral("the prompt holds %1, and %2 is not supported yet")
            .arg(request::quoted(written), QLatin1String(form->name)),
        QStringLiteral("remove it, or add --emphasis none to take the prompt literally"));
}

}  // namespace reverie::prompt
