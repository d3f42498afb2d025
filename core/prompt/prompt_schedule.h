#pragma once

#include <QString>

#include <vector>

namespace reverie::prompt {

/// A prompt's words for a stretch of the run; emphasis is still in it.
struct ScheduledText {
    int lastCall = 0;  ///< the network's calls are counted from 0; the text holds up to and including this one
    QString text;

    bool operator==(const ScheduledText&) const = default;
};

/// Reads A1111's forms that change a prompt on its way: `[from:to:when]`, `[to:when]`, `[from::when]` and `[a|b|c]`, in
/// each other and in brackets of emphasis. `when` with a point is that share of `calls`, cut down to a whole call,
/// else a call's number, and `calls` at most; `from` holds while no more calls than that were made. Alternating words
/// take turns call by call, the first one from call 0 to 1. Square brackets that are not such a form, escaped letters,
/// and brackets more than 64 deep stay as they are.
/// \param calls how often the network will be asked; the last text holds for whatever comes after that, too
/// \return at least one; neighbours differ. Never fails; linear in the length of the prompt times the texts.
[[nodiscard]] std::vector<ScheduledText> promptSchedule(const QString& prompt, int calls);

/// One of several prompts that are drawn at once.
struct CombinedText {
    double weight = 1;
    QString text;

    bool operator==(const CombinedText&) const = default;
};

/// Splits a prompt at each word AND; a part may end in its weight: `a AND b :1.2`. A prompt without AND is one part of
/// weight 1, whatever it ends in. At least one; never fails; linear in the length of the prompt.
[[nodiscard]] std::vector<CombinedText> combinedTexts(const QString& prompt);

}  // namespace reverie::prompt
