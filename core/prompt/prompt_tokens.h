#pragma once

#include <QString>

#include <optional>
#include <vector>

namespace reverie::prompt {

/// A mark of the prompt grammar, or text without any.
struct PromptToken {
    enum class Kind { Text, Break, OpenRound, CloseRound, OpenSquare, CloseSquare };

    Kind kind = Kind::Text;
    QString text;       ///< Text only
    double factor = 1;  ///< brackets that open: what everything up to the closing one is multiplied with
};

/// Splits a prompt into marks and text, each opening bracket with the factor that its closing one gives it. Linear in
/// the length of the prompt.
[[nodiscard]] std::vector<PromptToken> promptTokens(QStringView prompt);

/// Where the upper-case word `word` stands in `text` from `from` on, with no letter, number or underscore beside it; -1
/// = nowhere.
[[nodiscard]] qsizetype findWord(QStringView text, QStringView word, qsizetype from = 0);

/// A number such as "1.3", "-.5" or "+2" and nothing else.
[[nodiscard]] std::optional<double> decimal(QStringView text);

}  // namespace reverie::prompt
