#include "core/kernels/loops.h"

#include "core/kernels/attention_loops.h"
#include "core/kernels/product_loops.h"
#include "core/kernels/winograd_loops.h"

namespace reverie::kernels {

#if defined(__x86_64__)
extern const Loops kLoopsV4;  // loops_v4.cpp
extern const Loops kLoopsV3;  // loops_v3.cpp
#endif

namespace {

const Loops kPlain{"plain", &kAttention, &kProducts, &kRowLoops, &kWinograd};

}  // namespace

std::vector<const Loops*> allLoops()
{
    std::vector<const Loops*> all;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512bw"))
        all.push_back(&kLoopsV4);
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c"))
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
