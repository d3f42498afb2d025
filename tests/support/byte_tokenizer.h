#pragma once

#include "core/prompt/clip_tokenizer.h"

/// A tokenizer without merges: every letter is one token, so that lengths can be counted by hand.
inline reverie::prompt::ClipTokenizer byteTokenizer()
{
    using namespace reverie::prompt;
    return ClipTokenizer(*buildVocabularyFromMerges({QStringLiteral("merges.txt"), "#version: 0.2\n"}));
}
