#include "core/kernels/attention_loops.h"
#include "core/kernels/loops.h"
#include "core/kernels/product_loops.h"
#include "core/kernels/winograd_loops.h"

// Compiled for x86-64-v3 and entered only where the processor has it.

namespace reverie::kernels {

extern const Loops kLoopsV3;
const Loops kLoopsV3{"AVX2", &kAttention, &kProducts, &kRowLoops, &kWinograd};

}  // namespace reverie::kernels
