#pragma once

#include <cstdint>

/// Loops over rows of fp32 numbers that have no operator in ATen: torch-free, one thread each, without allocation. They
/// are compiled for several instruction sets and the best one that the processor has is chosen when the program starts.
namespace reverie::engine::kernels {

/// Fewer numbers than this are not worth another thread.
inline constexpr std::int64_t kGrain = 16384;

/// How many rows each thread has at least.
[[nodiscard]] constexpr std::int64_t rowsPerThread(std::int64_t channels)
{
    return channels >= kGrain ? 1 : kGrain / channels;
}

/// For each channel of `rows` rows of `channels` numbers: adds the sum of x - pivot to `sums` and that of its square to
/// `squares`. \param pivot, sums, squares [channels]
void addMoments(
    const float* x, std::int64_t rows, std::int64_t channels, const float* pivot, float* sums, float* squares);

/// y = x * scale + shift per channel. \param scale, shift [channels]; y may be x
void scaleRows(
    float* y, const float* x, std::int64_t rows, std::int64_t channels, const float* scale, const float* shift);
/// The same, then y * sigmoid(y).
void scaleRowsSilu(
    float* y, const float* x, std::int64_t rows, std::int64_t channels, const float* scale, const float* shift);

/// y = value * gate * Phi(gate), Phi being the normal distribution. \param x [rows, 2 channels]: values, then gates
/// \param y [rows, channels]
void gegluRows(float* y, const float* x, std::int64_t rows, std::int64_t channels);

/// Size of a picture that is to be doubled.
struct PhaseShape {
    std::int64_t height = 0;
    std::int64_t width = 0;
    std::int64_t channels = 0;
};
/// Interleaves the four pictures of a doubling: y[2i + a][2j + b] = phase[a][b][i + a][j + b].
/// \param y [2 height, 2 width, channels] of one picture
/// \param phases four of [height + 1, width + 1, channels], b fastest
/// \param firstRow, rows which rows of the source, of 0..height-1
void interleavePhases(
    float* y, const float* const phases[4], const PhaseShape& shape, std::int64_t firstRow, std::int64_t rows);

}  // namespace reverie::engine::kernels
