#pragma once

#include "core/image/picture_facts.h"

#include <optional>
#include <vector>

namespace reverie::image {

struct A1111Item {
    QString key;
    QString value;

    bool operator==(const A1111Item&) const = default;
};

/// The text that AUTOMATIC1111 1.10 and most of the field keep in a picture under the keyword `parameters`.
struct A1111Parameters {
    QString prompt;
    QString negativePrompt;
    std::vector<A1111Item> items;  ///< Steps, Sampler, ... in the order of the text

    [[nodiscard]] std::optional<QString> value(const QString& key) const;
    bool operator==(const A1111Parameters&) const = default;
};

/// The items that A1111 1.10 would write for this picture, in its order, and `Version: Reverie X`.
[[nodiscard]] A1111Parameters a1111Parameters(const PictureFacts& facts);

/// Prompt, negative prompt if there is one, and one line of items. A value with a comma, colon or line break is quoted
/// as in JSON.
[[nodiscard]] QString formatA1111(const A1111Parameters& parameters);

/// Reads such a text as A1111 does: the last line holds the items only if at least three are found in it. Never fails;
/// what it cannot read stays in the prompt. Linear in the length of the text.
[[nodiscard]] A1111Parameters parseA1111(const QString& text);

}  // namespace reverie::image
