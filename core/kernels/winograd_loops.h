#pragma once

// The loops of kernels/winograd.h, for the instruction set that the file is compiled for.

#include "core/kernels/vector.h"
#include "core/kernels/winograd.h"

namespace reverie::kernels {
namespace {

constexpr float kRootOfHalf = 0.70710678F;
constexpr float kRootOfTwo = 1.41421356F;

/// Numbers `step` apart become their combinations at the points 0, 1, -1 and infinity.
template <typename Number>
[[gnu::always_inline]] inline void toPoints2(Number* x, int step)
{
    const Number x1 = x[step];
    const Number x2 = x[2 * step];
    x[0] = x[0] - x2;
    x[3 * step] = x[3 * step] - x1;
    x[step] = x1 + x2;
    x[2 * step] = x2 - x1;
}

/// The same at 0, the four roots, and infinity.
template <typename Number>
[[gnu::always_inline]] inline void toPoints4(Number* x, int step)
{
    const Number x1 = x[step];
    const Number x2 = x[2 * step];
    const Number x3 = x[3 * step];
    const Number x4 = x[4 * step];
    const Number evenNear = x4 - 2.0F * x2;
    const Number oddNear = (x3 - 2.0F * x1) * kRootOfHalf;
    const Number evenFar = x4 - 0.5F * x2;
    const Number oddFar = (x3 - 0.5F * x1) * kRootOfTwo;
    x[0] = x[0] - 2.5F * x2 + x4;
    x[5 * step] = x1 - 2.5F * x3 + x[5 * step];
    x[step] = evenNear + oddNear;
    x[2 * step] = evenNear - oddNear;
    x[3 * step] = evenFar + oddFar;
    x[4 * step] = evenFar - oddFar;
}

template <typename Number>
[[gnu::always_inline]] inline void fromPoints2(Number* to, int toStep, const Number* x, int step)
{
    const Number sum = x[step] + x[2 * step];
    const Number difference = x[step] - x[2 * step];
    to[0] = x[0] + sum;
    to[toStep] = difference + x[3 * step];
}

template <typename Number>
[[gnu::always_inline]] inline void fromPoints4(Number* to, int toStep, const Number* x, int step)
{
    const Number evenNear = x[step] + x[2 * step];
    const Number oddNear = (x[step] - x[2 * step]) * kRootOfHalf;
    const Number evenFar = x[3 * step] + x[4 * step];
    const Number oddFar = (x[3 * step] - x[4 * step]) * kRootOfTwo;
    to[0] = x[0] + evenNear + evenFar;
    to[toStep] = oddNear + oddFar;
    to[2 * toStep] = 0.5F * evenNear + 2.0F * evenFar;
    to[3 * toStep] = 0.5F * oddNear + 2.0F * oddFar + x[5 * step];
}

template <int kSide, typename Number>
[[gnu::always_inline]] inline void toPoints(Number* x, int step)
{
    if constexpr (kSide == 2)
        toPoints2(x, step);
    else
        toPoints4(x, step);
}

template <int kSide, typename Number>
[[gnu::always_inline]] inline void fromPoints(Number* to, int toStep, const Number* x, int step)
{
    if constexpr (kSide == 2)
        fromPoints2(to, toStep, x, step);
    else
        fromPoints4(to, toStep, x, step);
}

using Wide = double __attribute__((vector_size(4 * kLanes)));
using Narrow = float __attribute__((vector_size(2 * kLanes)));
using UnalignedNarrow = float __attribute__((vector_size(2 * kLanes), aligned(4)));
constexpr int kWideLanes = kLanes / 2;

/// What the three numbers of a kernel's row or column are multiplied by at each point. At the root p, where q is the
/// other root, the divisor is 2 p^2 (p^2 - q^2): -3/2 and 6.
template <int kSide>
constexpr double kOfKernel[kSide + 2][3] = {};
template <>
constexpr double kOfKernel<2>[4][3] = {{1, 0, 0}, {.5, .5, .5}, {.5, -.5, .5}, {0, 0, 1}};
template <>
constexpr double kOfKernel<4>[6][3] = {{1, 0, 0}, {-1 / 1.5, -.70710678118654752 / 1.5, -.5 / 1.5},
    {-1 / 1.5, .70710678118654752 / 1.5, -.5 / 1.5}, {1 / 6., 1.41421356237309505 / 6, 2 / 6.},
    {1 / 6., -1.41421356237309505 / 6, 2 / 6.}, {0, 0, 1}};

/// Kernels of one input channel, next to each other.
using Kernels = double[9][kPanel];

template <int kSide>
[[gnu::always_inline]] inline void pointsOfKernels(float* to, std::int64_t stride, const Kernels& kernels, int first)
{
    constexpr int kAcross = kSide + 2;
    Wide kernel[9];
    for (int k = 0; k < 9; ++k)
        kernel[k] = *reinterpret_cast<const Wide*>(kernels[k] + first);
    Wide rows[kAcross][3];
    for (int i = 0; i < kAcross; ++i)
        for (int j = 0; j < 3; ++j)
            rows[i][j] = kernel[j] * kOfKernel<kSide>[i][0] + kernel[3 + j] * kOfKernel<kSide>[i][1] +
                kernel[6 + j] * kOfKernel<kSide>[i][2];
    for (int i = 0; i < kAcross; ++i)
        for (int j = 0; j < kAcross; ++j, to += stride) {
            const Wide point = rows[i][0] * kOfKernel<kSide>[j][0] + rows[i][1] * kOfKernel<kSide>[j][1] +
                rows[i][2] * kOfKernel<kSide>[j][2];
            *reinterpret_cast<UnalignedNarrow*>(to + first) = __builtin_convertvector(point, Narrow);
        }
}

void transformWeights(
    float* to, const float* weights, std::int64_t out, std::int64_t in, std::int64_t side, std::int64_t panel)
{
    const std::int64_t first = panel * kPanel;
    const std::int64_t count = out - first < kPanel ? out - first : kPanel;
    alignas(64) Kernels kernels = {};
    for (std::int64_t c = 0; c < in; ++c, to += kPanel) {
        for (std::int64_t n = 0; n < count; ++n)
            for (int k = 0; k < 9; ++k)
                kernels[k][n] = weights[((first + n) * in + c) * 9 + k];
        for (int n = 0; n < kPanel; n += kWideLanes)
            side == 2 ? pointsOfKernels<2>(to, in * kPanel, kernels, n)
                      : pointsOfKernels<4>(to, in * kPanel, kernels, n);
    }
}

template <int kSide, typename Number>
[[gnu::always_inline]] inline void pointsOfTile(
    float* to, std::int64_t stride, const float* const* pixels, std::int64_t channel)
{
    constexpr int kAcross = kSide + 2;
    Number x[kAcross * kAcross];
    for (int i = 0; i < kAcross * kAcross; ++i)
        x[i] = load<Number>(pixels[i] + channel);
    for (int i = 0; i < kAcross; ++i)
        toPoints<kSide>(x + i, kAcross);
    for (int i = 0; i < kAcross; ++i)
        toPoints<kSide>(x + i * kAcross, 1);
    for (int i = 0; i < kAcross * kAcross; ++i)
        store<Number>(to + i * stride + channel, x[i]);
}

template <int kSide>
void transformTiles(float* to, std::int64_t stride, const WinogradPictures& pictures, TileSpan span, const float* zeros)
{
    constexpr int kAcross = kSide + 2;
    const std::int64_t perPicture = pictures.tilesDown * pictures.tilesAcross;
    for (std::int64_t tile = span.first; tile < span.first + span.count; ++tile, to += pictures.in) {
        const float* picture = pictures.pixels + tile / perPicture * pictures.pictureSize;
        const std::int64_t row = tile % perPicture / pictures.tilesAcross * kSide;
        const std::int64_t column = tile % pictures.tilesAcross * kSide;
        const float* pixels[kAcross * kAcross];
        for (int i = 0; i < kAcross; ++i)
            for (int j = 0; j < kAcross; ++j) {
                const std::int64_t down = pictures.rowStarts[row + i];
                const std::int64_t across = pictures.columnStarts[column + j];
                pixels[i * kAcross + j] = down < 0 || across < 0 ? zeros : picture + down + across;
            }
        std::int64_t channel = 0;
        for (; channel + kLanes <= pictures.in; channel += kLanes)
            pointsOfTile<kSide, Vector>(to, stride, pixels, channel);
        for (; channel < pictures.in; ++channel)
            pointsOfTile<kSide, float>(to, stride, pixels, channel);
    }
}

void transformInput(float* to, std::int64_t stride, const WinogradPictures& pictures, TileSpan span, std::int64_t side,
    const float* zeros)
{
    side == 2 ? transformTiles<2>(to, stride, pictures, span, zeros)
              : transformTiles<4>(to, stride, pictures, span, zeros);
}

/// A tile's place in the results.
struct Place {
    std::int64_t start = 0;  // of its first pixel, in numbers
    std::int64_t rows = 0;   // that are inside the picture
    std::int64_t columns = 0;
};

template <int kSide>
[[gnu::always_inline]] inline Place placeOf(
    const WinogradResult& result, const WinogradPictures& pictures, std::int64_t tile)
{
    const std::int64_t perPicture = pictures.tilesDown * pictures.tilesAcross;
    const std::int64_t row = tile % perPicture / pictures.tilesAcross * kSide;
    const std::int64_t column = tile % pictures.tilesAcross * kSide;
    const std::int64_t start = ((tile / perPicture * result.height + row) * result.width + column) * result.out;
    const std::int64_t rows = result.height - row;
    const std::int64_t columns = result.width - column;
    return {start, rows < kSide ? rows : kSide, columns < kSide ? columns : kSide};
}

template <int kSide, typename Number>
[[gnu::always_inline]] inline void resultsOfTile(
    const WinogradResult& result, const Place& place, const float* products, std::int64_t stride, std::int64_t channel)
{
    constexpr int kAcross = kSide + 2;
    Number x[kAcross * kAcross];
    Number y[kSide * kAcross];
    for (int i = 0; i < kAcross * kAcross; ++i)
        x[i] = load<Number>(products + i * stride);
    for (int i = 0; i < kAcross; ++i)
        fromPoints<kSide>(y + i, kAcross, x + i, kAcross);
    for (int i = 0; i < kSide; ++i)
        fromPoints<kSide>(x + i * kSide, 1, y + i * kAcross, 1);
    const Number bias = load<Number>(result.bias + channel);
    for (std::int64_t i = 0; i < place.rows; ++i)
        for (std::int64_t j = 0; j < place.columns; ++j) {
            const std::int64_t at = place.start + (i * result.width + j) * result.out + channel;
            Number value = x[i * kSide + j] + bias;
            if (result.others)
                value += load<Number>(result.others + at);
            store<Number>(result.pixels + at, value);
        }
}

template <int kSide>
void transformTilesBack(const WinogradResult& result, const float* products, std::int64_t stride,
    const WinogradPictures& pictures, TileSpan span, std::int64_t panel)
{
    const std::int64_t first = panel * kPanel;
    const std::int64_t end = first + kPanel < result.out ? first + kPanel : result.out;
    for (std::int64_t tile = span.first; tile < span.first + span.count; ++tile, products += kPanel) {
        const Place place = placeOf<kSide>(result, pictures, tile);
        std::int64_t channel = first;
        for (; channel + kLanes <= end; channel += kLanes)
            resultsOfTile<kSide, Vector>(result, place, products + channel - first, stride, channel);
        for (; channel < end; ++channel)
            resultsOfTile<kSide, float>(result, place, products + channel - first, stride, channel);
    }
}

void transformOutput(const WinogradResult& result, const float* products, std::int64_t stride,
    const WinogradPictures& pictures, TileSpan span, std::int64_t side, std::int64_t panel)
{
    side == 2 ? transformTilesBack<2>(result, products, stride, pictures, span, panel)
              : transformTilesBack<4>(result, products, stride, pictures, span, panel);
}

constexpr WinogradLoops kWinograd{&transformWeights, &transformInput, &transformOutput};

}  // namespace
}  // namespace reverie::kernels
