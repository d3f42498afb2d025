#include "core/kernels/loops.h"

#include "core/kernels/attention_loops.h"
#include "core/kernels/product_loops.h"
#include "core/kernels/winograd_loops.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif
#if defined(__x86_64__) && defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>
#endif

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace reverie::kernels {

#if defined(__x86_64__)
extern const Loops kLoopsV4;        // loops_v4.cpp
extern const Loops kLoopsV3;        // loops_v3.cpp
extern const SplitLoops kSplitAmx;  // loops_amx.cpp
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

/// Whether the processor multiplies tiles of bfloat16 and the system lets this process use them, which it has to ask.
bool multipliesTiles()
{
#if defined(__linux__)
    constexpr unsigned kBFloatTiles = 1U << 22 | 1U << 24;  // AMX-BF16, AMX-TILE
    constexpr long kRequestPermission = 0x1023;             // ARCH_REQ_XCOMP_PERM
    constexpr long kTileData = 18;
    unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
    return __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) != 0 && (edx & kBFloatTiles) == kBFloatTiles &&
        syscall(SYS_arch_prctl, kRequestPermission, kTileData) == 0;
#else
    return false;
#endif
}
#endif

}  // namespace

std::vector<const Loops*> allLoops()
{
    std::vector<const Loops*> all;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512bw")) {
        static const Loops amx{
            "AMX", kLoopsV4.attention, kLoopsV4.products, kLoopsV4.rows, kLoopsV4.winograd, &kSplitAmx};
        if (multipliesTiles())
            all.push_back(&amx);
        all.push_back(&kLoopsV4);
    }
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && convertsHalfFloats())
        all.push_back(&kLoopsV3);
#endif
    all.push_back(&kPlain);
    return all;
}

const Loops& loops()
{
    static const Loops& chosen = loopsNamed(std::getenv("REVERIE_INSTRUCTIONS"));
    return chosen;
}

const Loops& loopsNamed(const char* name)
{
    const std::vector<const Loops*> all = allLoops();
    const auto named =
        std::ranges::find_if(all, [&](const Loops* each) { return name && each->name == std::string_view(name); });
    return named == all.end() ? *all.front() : **named;
}

}  // namespace reverie::kernels
