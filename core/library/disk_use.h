#pragma once

#include <QString>

#include <cstdint>

namespace reverie::library {

struct DiskUse {
    std::uint64_t bytes = 0;  ///< of all files, each once; links lead elsewhere and take nothing
    std::uint64_t frees = 0;  ///< of those that have no other name on the disk: what is free when this goes
};

/// What a file, or a folder with all below it, takes. Follows no link; what cannot be looked at takes nothing. Blocks.
[[nodiscard]] DiskUse diskUse(const QString& path);

}  // namespace reverie::library
