#pragma once

#include "core/base/result.h"
#include "core/prompt/clip_tokenizer.h"
#include "core/request/generation_request.h"

namespace reverie::prompt {

/// One run of the text encoder. Both lists have the tokenizer's `maxLength()`, 77: start, the words' tokens, end,
/// padding.
struct PromptChunk {
    std::vector<int> ids;
    std::vector<float> weights;  ///< 1 for start, end and padding
    int words = 0;               ///< tokens between start and end
    int dropped = 0;             ///< tokens of a literal prompt that found no room

    bool operator==(const PromptChunk&) const = default;
};

/// The chunks of a prompt, at least one. Emphasis::None: one literal chunk, cut where it is full. Else A1111's: as many
/// chunks of 75 as are needed; a full one ends behind its last comma when that is among its last 20 tokens; BREAK ends
/// one; the weights are those of `parsePrompt()`, or all 1 for Emphasis::Ignore.
/// Errors: those of `checkPrompt()`. Linear in the length of the prompt, apart from the merges of a word.
[[nodiscard]] Result<std::vector<PromptChunk>> chunkPrompt(
    const ClipTokenizer& tokenizer, const QString& prompt, request::Emphasis emphasis);

}  // namespace reverie::prompt
