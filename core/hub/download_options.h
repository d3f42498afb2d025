#pragma once

#include "core/base/result.h"
#include "core/io/disk_space.h"

#include <chrono>
#include <functional>

namespace reverie::hub {

class SpeedLimit;

/// How downloads go about it. The functions stand for the machine, so that tests can be another one.
struct DownloadOptions {
    int filesAtOnce = 4;
    std::uint64_t spareBytes = std::uint64_t{1} << 30;  ///< what a disk must keep free beyond the files
    bool takesLocks = true;                             ///< correctness never depends on it
    SpeedLimit* speedLimit = nullptr;                   ///< not owned
    std::function<Result<std::uint64_t>(const QString& folder)> freeBytes = io::freeBytes;
    /// How long the machine has slept since it started; a jump says that a broken connection is nobody's fault.
    std::function<std::chrono::milliseconds()> asleep;  ///< empty = ask the system
};

}  // namespace reverie::hub
