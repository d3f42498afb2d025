#pragma once

#include <string>

namespace reverie::prompt {

/// The character that stands for a byte in CLIP's vocabulary, as UTF-8: itself where it is printable Latin-1, else one
/// from U+0100 on, in the order of the bytes. Source: GPT-2's bytes_to_unicode (MIT).
[[nodiscard]] std::string byteSymbol(unsigned char byte);

/// The printable bytes first, in their order, then the rest: the order of the first 256 tokens of CLIP's vocabulary.
[[nodiscard]] std::string bytesInVocabularyOrder();

}  // namespace reverie::prompt
