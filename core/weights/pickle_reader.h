#pragma once

#include "core/base/result.h"
#include "core/weights/pickle.h"

namespace reverie::weights {

/// The longest stream that is read, in bytes.
inline constexpr std::uint64_t kMaximumPickleBytes = std::uint64_t{64} << 20;

/// Reads the data of a pickle, the program in which PyTorch writes down its tensors. Only the instructions that plain
/// data needs are followed (reliability.md 2.5); there is none among them that calls anything. What a call would have
/// made is a tensor or a container where that is known beforehand, else an opaque value.
/// \param stream at most kMaximumPickleBytes; outlives the result
/// Errors, without the file's name: Corrupt; Unsupported (another instruction, more than a million values, or a name
/// that runs code in other programs). Takes at most 200 MB, whatever the stream asks for.
[[nodiscard]] Result<Pickle> readPickle(std::string_view stream);

}  // namespace reverie::weights
