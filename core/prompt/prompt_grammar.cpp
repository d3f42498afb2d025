#include "core/prompt/prompt_grammar.h"

#include "core/prompt/prompt_tokens.h"

namespace reverie::prompt {
namespace {

using Kind = PromptToken::Kind;

/// The product of the factors of the brackets of one shape that are open.
class OpenBrackets final {
public:
    void open(double factor) { m_products.push_back(m_products.back() * factor); }
    void close() { m_products.pop_back(); }
    [[nodiscard]] double product() const { return m_products.back(); }

private:
    std::vector<double> m_products = {1.0};
};

void append(std::vector<PromptSpan>& spans, const QString& text, double weight)
{
    const bool joins = !spans.empty() && !spans.back().isBreak && spans.back().weight == weight;
    if (joins)
        spans.back().text += text;
    else
        spans.push_back({text, weight, false});
}

}  // namespace

std::vector<PromptSpan> parsePrompt(const QString& prompt)
{
    std::vector<PromptSpan> spans;
    // Round and square brackets need not be nested in each other: "(a [b) c]".
    OpenBrackets round;
    OpenBrackets square;
    for (const PromptToken& token : promptTokens(prompt)) {
        switch (token.kind) {
        case Kind::Text:
            append(spans, token.text, round.product() * square.product());
            break;
        case Kind::Break:
            spans.push_back({{}, 1, true});
            break;
        case Kind::OpenRound:
            round.open(token.factor);
            break;
        case Kind::CloseRound:
            round.close();
            break;
        case Kind::OpenSquare:
            square.open(token.factor);
            break;
        case Kind::CloseSquare:
            square.close();
            break;
        }
    }
    if (spans.empty())
        spans.emplace_back();
    return spans;
}

}  // namespace reverie::prompt
