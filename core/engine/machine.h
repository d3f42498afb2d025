#pragma once

#include "core/base/result.h"
#include "core/engine/engine.h"

#include <cstdint>
#include <vector>

namespace reverie::engine {

/// The CPU, then the NVIDIA cards that the driver shows; asks neither torch nor CUDA's run time.
[[nodiscard]] std::vector<DeviceFacts> machineDevices();

/// The most memory that this process has held so far.
[[nodiscard]] std::uint64_t peakMemoryBytes();

/// An OutOfMemory error of torch with figures in words: how much was needed at once and how much was free. Torch's own
/// message is expected in the context. \param freeBytes for a CPU; a card's message names its own
[[nodiscard]] Error withMemoryFigures(Error error, std::uint64_t freeBytes);

/// Fails before the system would have to kill the process. \param neededBytes at once, a lower bound
/// Errors: OutOfMemory with both figures.
[[nodiscard]] Result<void> checkMemory(std::uint64_t neededBytes, std::uint64_t freeBytes);

/// "1.5 GB", "640 MB".
[[nodiscard]] QString readableBytes(std::uint64_t bytes);

}  // namespace reverie::engine
