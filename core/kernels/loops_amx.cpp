#include "core/kernels/split_loops.h"

// Compiled for x86-64-v4 with AMX and entered only where the processor has it.

namespace reverie::kernels {

extern const SplitLoops kSplitAmx;
const SplitLoops kSplitAmx = kSplitLoops;

}  // namespace reverie::kernels
