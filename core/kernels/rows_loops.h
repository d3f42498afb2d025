#pragma once

// The loops of rows.h, for the instruction set that the file is compiled for: plain code that the compiler vectorises.
// Everything is in an anonymous namespace and uses nothing of the standard library, as in vector.h.

#include "core/kernels/rows.h"

namespace reverie::kernels {
namespace {

/// e^x to 2 ulp; x below -87 or above 88 counts as that. Source: Cephes, expf.
[[gnu::always_inline]] inline float fastExp(float x)
{
    constexpr float kLog2e = 1.44269504F;
    constexpr float kLn2High = 0.693359375F;
    constexpr float kLn2Low = -2.12194440e-4F;
    x = x < -87.0F ? -87.0F : x;
    x = x > 88.0F ? 88.0F : x;
    const float n = __builtin_nearbyintf(x * kLog2e);
    const float r = (x - n * kLn2High) - n * kLn2Low;
    float p = 1.9875691500e-4F;
    p = p * r + 1.3981999507e-3F;
    p = p * r + 8.3334519073e-3F;
    p = p * r + 4.1665795894e-2F;
    p = p * r + 1.6666665459e-1F;
    p = p * r + 5.0000001201e-1F;
    p = p * (r * r) + r + 1.0F;
    return p * __builtin_bit_cast(float, (static_cast<std::int32_t>(n) + 127) << 23);
}

/// x Phi(x). Phi of a negative x is erfc(|x| / sqrt 2) / 2 with erfc(u) = e^(-u^2) t Q(t), t = 1 / (1 + 0.3 u): our own
/// fit of degree 8, relative error 4e-8 for u up to 9.5, beyond which e^(-u^2) is 0.
[[gnu::always_inline]] inline float gelu(float x)
{
    constexpr float kInverseSqrt2 = 0.70710678F;
    const float u = __builtin_fabsf(x) * kInverseSqrt2;
    const float t = 1.0F / (1.0F + 0.3F * u);
    float q = -0.128865651F;
    q = q * t + 0.482793845F;
    q = q * t - 0.507486732F;
    q = q * t + 0.543362414F;
    q = q * t - 0.0924576644F;
    q = q * t + 0.214357922F;
    q = q * t + 0.148386004F;
    q = q * t + 0.170723235F;
    q = q * t + 0.169186626F;
    const float tail = 0.5F * fastExp(-u * u) * t * q;
    return x * (x < 0 ? tail : 1.0F - tail);
}

[[gnu::always_inline]] inline float silu(float x)
{
    return x / (1.0F + fastExp(-x));
}

void addMoments(const float* x, std::int64_t rows, std::int64_t channels, const float* pivot, float* __restrict sums,
    float* __restrict squares)
{
    for (std::int64_t row = 0; row < rows; ++row, x += channels)
        for (std::int64_t c = 0; c < channels; ++c) {
            const float off = x[c] - pivot[c];
            sums[c] += off;
            squares[c] += off * off;
        }
}

void scaleRows(
    float* y, const float* x, std::int64_t rows, std::int64_t channels, const float* scale, const float* shift)
{
    for (std::int64_t row = 0; row < rows; ++row, x += channels, y += channels)
#pragma GCC ivdep
        for (std::int64_t c = 0; c < channels; ++c)
            y[c] = x[c] * scale[c] + shift[c];
}

void scaleRowsSilu(
    float* y, const float* x, std::int64_t rows, std::int64_t channels, const float* scale, const float* shift)
{
    for (std::int64_t row = 0; row < rows; ++row, x += channels, y += channels)
#pragma GCC ivdep
        for (std::int64_t c = 0; c < channels; ++c)
            y[c] = silu(x[c] * scale[c] + shift[c]);
}

void gegluRows(float* __restrict y, const float* __restrict x, std::int64_t rows, std::int64_t channels)
{
    for (std::int64_t row = 0; row < rows; ++row, x += 2 * channels, y += channels)
        for (std::int64_t c = 0; c < channels; ++c)
            y[c] = x[c] * gelu(x[channels + c]);
}

constexpr RowLoops kRowLoops{&addMoments, &scaleRows, &scaleRowsSilu, &gegluRows};

}  // namespace
}  // namespace reverie::kernels
