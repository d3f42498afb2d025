#include "core/kernels/loops.h"

#include "core/kernels/attention_loops.h"
#include "core/kernels/product_loops.h"
#include "core/kernels/winograd_loops.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace reverie::kernels {

#if defined(__x86_64__)
extern const Loops kLoopsV4;  // loops_v4.cpp
extern const Loops kLoopsV3;  // loops_v3.cpp
#endif

namespace {

const Loops kPlain{"plain", &kAttention, &kProducts, &kRowLoops, &kWinograd};

#if defined(__x86_64__)
/** Whether the processor converts half floats; __builtin_cpu_supports() of clang 14 does not know the name "f16c". */
bool convertsHalfFloats()
{
    unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
    return __get_cpuid(1, &eax, &ebx, &ecx, &edx) != 0 && (ecx & bit_F16C) != 0;
}
#endif

}  // namespace

std::vector<const Loops*> allLoops()
{
    std::vector<const Loops*> all;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512bw"))
        all.push_back(&kLoopsV4);
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && convertsHalfFloats())
        all.push_back(&kLoopsV3);
#endif
    all.push_back(&kPlain);
    return all;
}

const Loops& loops()
{
    static const Loops& best = *allLoops().front();
    return best;
}

}  // namespace reverie::kernels
