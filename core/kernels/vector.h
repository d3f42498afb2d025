#pragma once

// Vectors of the instruction set that a file is compiled for: the ground of the loops that are compiled several times.
// Everything is in an anonymous namespace and uses nothing of the standard library: an inline function that two of
// these files share would be linked once, for the wrong processor.

#include <cstdint>

namespace reverie::kernels {
namespace {

#if defined(__AVX512F__)
constexpr int kLanes = 16;
constexpr int kWide = 4;  // vectors of a row that are summed up at once: 6 x 4 sums fit 32 registers
#elif defined(__AVX2__)
constexpr int kLanes = 8;
constexpr int kWide = 2;
#else
constexpr int kLanes = 4;
constexpr int kWide = 2;
#endif
constexpr int kRows = 6;  // that are summed up at once

using Vector = float __attribute__((vector_size(4 * kLanes)));
using IntVector = std::int32_t __attribute__((vector_size(4 * kLanes)));
using UnalignedVector = float __attribute__((vector_size(4 * kLanes), aligned(4)));

template <typename Number = Vector>
[[gnu::always_inline]] inline Number load(const float* from)
{
    if constexpr (sizeof(Number) == sizeof(float))
        return *from;
    else
        return *reinterpret_cast<const UnalignedVector*>(from);
}

template <typename Number = Vector>
[[gnu::always_inline]] inline void store(float* to, Number value)
{
    if constexpr (sizeof(Number) == sizeof(float))
        *to = value;
    else
        *reinterpret_cast<UnalignedVector*>(to) = value;
}

}  // namespace
}  // namespace reverie::kernels
