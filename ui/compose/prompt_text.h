#pragma once

#include <QSet>
#include <QString>

#include <vector>

/// What the prompt's keys do to its text. Pure functions; positions count UTF-16 units.
namespace reverie::ui {

/// A text and what is selected in it; `to` is where the caret stands.
struct TextState {
    QString text;
    qsizetype from = 0;
    qsizetype to = 0;

    bool operator==(const TextState&) const = default;
};

/// Changes the weight of what is selected, else of the brackets or the word around the caret, by `steps` of 0.1; of the
/// tag `<lora:name:0.8>` around it by steps of 0.05. Weight 1 needs no brackets and loses them. What has no word stays.
[[nodiscard]] TextState withWeight(TextState state, int steps);

/// Swaps the comma phrase around the caret with its neighbour on the left (-1) or right (1); the commas and spaces
/// between phrases stay where they are. Commas within brackets part no phrases.
[[nodiscard]] TextState withPhraseMoved(TextState state, int direction);

/// A stretch that the grammar gives a meaning.
struct PromptMark {
    enum class Kind { Bracket, Weight, Word, Alternative, Tag, Unknown, Escape };

    Kind kind = Kind::Bracket;
    qsizetype from = 0;
    qsizetype length = 0;

    bool operator==(const PromptMark&) const = default;
};

/// The marks of a prompt in their order. `<lora:...>` and `<hypernet:...>` are Unknown, since no run will take them
/// yet, and so is `embedding:name` unless `embeddings` holds the name in lower case. Linear in the length of the
/// prompt.
[[nodiscard]] std::vector<PromptMark> promptMarks(QStringView text, const QSet<QString>& embeddings = {});

}  // namespace reverie::ui
