#pragma once

#include "core/prompt/clip_vocabulary.h"

#include <unordered_map>

namespace reverie::prompt {

using TokenIds = std::unordered_map<std::string, int>;

/// Fills in the special tokens and the length from special_tokens_map.json and tokenizer_config.json, as transformers'
/// fast tokenizer reads them. Errors: Corrupt (no JSON table; a token that the vocabulary lacks), Unsupported.
[[nodiscard]] Result<void> readSpecialTokens(
    const TokenizerFiles& files, const TokenIds& ids, ClipVocabulary& vocabulary);

}  // namespace reverie::prompt
