#pragma once

#include <cstdint>

namespace reverie::worker {

struct ProcessMemory {
    std::uint64_t residentBytes = 0;  ///< now
    std::uint64_t peakBytes = 0;      ///< at most so far
};

/// Memory of this process as the kernel counts it; zeros where it does not say.
[[nodiscard]] ProcessMemory processMemory();

}  // namespace reverie::worker
