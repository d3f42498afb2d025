#pragma once

// Vectors of the instruction set that a file is compiled for: the ground of the loops that are compiled several times.
// Everything is in an anonymous namespace and uses nothing of the standard library: an inline function that two of
// these files share would be linked once, for the wrong processor.

#include "core/kernels/stored.h"

#include <cstdint>

#if defined(__AVX2__)
#include <immintrin.h>
#endif

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
using ShortVector = std::uint16_t __attribute__((vector_size(2 * kLanes), aligned(2)));
using UnsignedVector = std::uint32_t __attribute__((vector_size(4 * kLanes)));

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

/// Stores past the caches, which neither fetch the place nor keep it: for results larger than they are. Other threads
/// see them after drainStores(). \param to at a multiple of the vector's bytes
[[gnu::always_inline]] inline void storePast(float* to, Vector value)
{
#if defined(__AVX512F__)
    _mm512_stream_ps(to, value);
#elif defined(__AVX2__)
    _mm256_stream_ps(to, value);
#else
    store(to, value);
#endif
}

[[gnu::always_inline]] inline void storePast(float* to, float value)
{
    *to = value;
}

[[gnu::always_inline]] inline void drainStores()
{
#if defined(__AVX2__)
    _mm_sfence();
#endif
}

/// So many numbers of 16 bits, each in the low half of a lane.
[[gnu::always_inline]] inline UnsignedVector loadShorts(const std::uint16_t* from)
{
    return __builtin_convertvector(*reinterpret_cast<const ShortVector*>(from), UnsignedVector);
}

[[gnu::always_inline]] inline void storeShorts(std::uint16_t* to, UnsignedVector value)
{
    *reinterpret_cast<ShortVector*>(to) = __builtin_convertvector(value, ShortVector);
}

/// Numbers as fp32, whatever they are stored as; exact.
[[gnu::always_inline]] inline Vector widened(const float* from)
{
    return load(from);
}

[[gnu::always_inline]] inline Vector widened(const BFloat* from)
{
    return (Vector)(loadShorts(&from->bits) << 16);
}

[[gnu::always_inline]] inline Vector widened(const Half* from)
{
#if defined(__AVX512F__)
    // All lanes by a mask: GCC 12 warns of its own header otherwise.
    return _mm512_maskz_cvtph_ps(0xffff, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from)));
#elif defined(__AVX2__)
    return _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from)));
#else
    // Exponent and fraction where fp32 has them, 2^112 too small; what has the largest exponent keeps it.
    const UnsignedVector bits = loadShorts(&from->bits);
    const UnsignedVector magnitude = (bits & 0x7fff) << 13;
    const UnsignedVector scaled = (UnsignedVector)((Vector)magnitude * 0x1p112F);
    const UnsignedVector isEndless = (UnsignedVector)(magnitude >= 0x0f800000U);
    return (Vector)(scaled | (isEndless & 0x7f800000U) | (bits & 0x8000) << 16);
#endif
}

/// Calls `work` with the numbers as what they are.
template <typename Work>
[[gnu::always_inline]] inline void withNumbers(StoredNumbers numbers, const Work& work)
{
    switch (numbers.stored) {
    case Stored::Float:
        return work(static_cast<const float*>(numbers.first));
    case Stored::Half:
        return work(static_cast<const Half*>(numbers.first));
    case Stored::BFloat:
        return work(static_cast<const BFloat*>(numbers.first));
    }
}

/// The numbers of two vectors in turns: those of their first halves, of their second halves.
[[gnu::always_inline]] inline Vector interleaveFirst(Vector a, Vector b)
{
#if defined(__AVX512F__)
    return __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
#elif defined(__AVX2__)
    return __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
#else
    return __builtin_shufflevector(a, b, 0, 4, 1, 5);
#endif
}

[[gnu::always_inline]] inline Vector interleaveSecond(Vector a, Vector b)
{
#if defined(__AVX512F__)
    return __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
#elif defined(__AVX2__)
    return __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
#else
    return __builtin_shufflevector(a, b, 2, 6, 3, 7);
#endif
}

/// The rows of a square become its columns.
[[gnu::always_inline]] inline void transpose(Vector (&rows)[kLanes])
{
    for (int done = 1; done < kLanes; done *= 2) {
        Vector next[kLanes];
        for (int i = 0; i < kLanes / 2; ++i) {
            next[2 * i] = interleaveFirst(rows[i], rows[i + kLanes / 2]);
            next[2 * i + 1] = interleaveSecond(rows[i], rows[i + kLanes / 2]);
        }
        for (int i = 0; i < kLanes; ++i)
            rows[i] = next[i];
    }
}

}  // namespace
}  // namespace reverie::kernels
