#pragma once

#include <QString>

#include <vector>

namespace reverie::prompt {

/// A stretch of a prompt with one weight, or a BREAK.
struct PromptSpan {
    QString text;
    double weight = 1;
    bool isBreak = false;  ///< the text is empty then

    bool operator==(const PromptSpan&) const = default;
};

/// Reads A1111's grammar: `(x)` weighs 1.1 times, `[x]` 1/1.1 times, `(x:1.3)` 1.3 times, brackets within brackets
/// multiply; a backslash makes a bracket or a backslash a letter and vanishes; an unclosed bracket closes at the end, a
/// closing one without an opening one is a letter; the word BREAK, whatever surrounds it, is a span of its own, without
/// the white space around it. Neighbours of equal weight are one span; an empty prompt is one empty span. Never fails;
/// linear in the length of the prompt.
[[nodiscard]] std::vector<PromptSpan> parsePrompt(const QString& prompt);

}  // namespace reverie::prompt
