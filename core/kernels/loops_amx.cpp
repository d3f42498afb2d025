// Compiled for x86-64-v4 with AMX and entered only where the processor has it; empty for other kinds of processors.

#if defined(__x86_64__)

#include "core/kernels/split_loops.h"

namespace reverie::kernels {

extern const SplitLoops kSplitAmx;
const SplitLoops kSplitAmx = kSplitLoops;

}  // namespace reverie::kernels

#endif
