#pragma once

#include "core/kernels/loops.h"

#include <cstdint>

/// Loops over rows of fp32 numbers that have no operator in ATen: one thread each, without allocation.
namespace reverie::kernels {

/// Fewer numbers than this are not worth another thread.
inline constexpr std::int64_t kGrain = 16384;

/// How many rows each thread has at least.
[[nodiscard]] constexpr std::int64_t rowsPerThread(std::int64_t channels)
{
    return channels >= kGrain ? 1 : kGrain / channels;
}

/// The loops for one instruction set.
struct RowLoops {
    /// For each channel of `rows` rows of `channels` numbers: adds the sum of x - pivot to `sums` and that of its
    /// square to `squares`. \param pivot, sums, squares [channels]
    void (*addMoments)(
        const float* x, std::int64_t rows, std::int64_t channels, const float* pivot, float* sums, float* squares);
    /// y = x * scale + shift per channel. \param scale, shift [channels]; y may be x
    void (*scaleRows)(
        float* y, const float* x, std::int64_t rows, std::int64_t channels, const float* scale, const float* shift);
    /// The same, then y * sigmoid(y).
    void (*scaleRowsSilu)(
        float* y, const float* x, std::int64_t rows, std::int64_t channels, const float* scale, const float* shift);
    /// y = value * gate * Phi(gate), Phi being the normal distribution.
    /// \param x [rows, 2 channels]: values, then gates \param y [rows, channels]
    void (*gegluRows)(float* y, const float* x, std::int64_t rows, std::int64_t channels);
};

}  // namespace reverie::kernels
