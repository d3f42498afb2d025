#pragma once

#include "core/weights/tensor_info.h"

#include <map>
#include <string>
#include <vector>

namespace reverie::weights {

/// Bytes of a file that have a checksum, as a record of an archive has.
struct ChecksummedRange {
    std::uint64_t offset = 0;  ///< bytes from the start of the file
    std::uint64_t bytes = 0;
    std::uint32_t crc32 = 0;
};

/// The most tensors, and the most metadata entries, of one file.
inline constexpr std::size_t kMaximumTensors = 65'536;

/// What a file of weights holds, whatever its format; judged whole. A plain value.
struct TensorListing {
    std::vector<TensorInfo> tensors;              ///< in the order of their data
    std::map<std::string, std::string> metadata;  ///< free text of whoever wrote the file: show it as plain text only
    std::vector<ChecksummedRange> ranges;         ///< in the order of their data, each byte in one at most; often none
};

}  // namespace reverie::weights
