#pragma once

namespace reverie::app {

/// What this machine's processor does at best in fp32, on so many threads.
struct MachineRoof {
    double gigaflops =
        0;  ///< products of matrices that lie in the cache, by the engine's own loops; those of parts (AMX) go beyond
    double gigabytesPerSecond = 0;  ///< read and written together, while large blocks are copied
};

/// Measures for half a second; nothing else should run. \param threads 1 or more
[[nodiscard]] MachineRoof measureRoof(int threads);

}  // namespace reverie::app
