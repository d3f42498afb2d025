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

/// Three numbers of a kernel, `step` apart, at the points 0, 1, -1 and infinity.
[[gnu::always_inline]] inline void kernelToPoints2(Vector* to, int toStep, const Vector* k, int step)
{
    const Vector even = (k[0] + k[2 * step]) * 0.5F;
    const Vector odd = k[step] * 0.5F;
    to[0] = k[0];
    to[toStep] = even + odd;
    to[2 * toStep] = even - odd;
    to[3 * toStep] = k[2 * step];
}

/// The same at 0, the four roots, and infinity. At the root p, where q is the other root, the divisor is
/// 2 p^2 (p^2 - q^2): -3/2 and 6.
[[gnu::always_inline]] inline void kernelToPoints4(Vector* to, int toStep, const Vector* k, int step)
{
    const Vector evenNear = k[0] * (-1 / 1.5F) + k[2 * step] * (-0.5F / 1.5F);
    const Vector oddNear = k[step] * (-kRootOfHalf / 1.5F);
    const Vector evenFar = k[0] * (1 / 6.0F) + k[2 * step] * (2 / 6.0F);
    const Vector oddFar = k[step] * (kRootOfTwo / 6.0F);
    to[0] = k[0];
    to[toStep] = evenNear + oddNear;
    to[2 * toStep] = evenNear - oddNear;
    to[3 * toStep] = evenFar + oddFar;
    to[4 * toStep] = evenFar - oddFar;
    to[5 * toStep] = k[2 * step];
}

template <int kSide>
[[gnu::always_inline]] inline void kernelToPoints(Vector* to, int toStep, const Vector* k, int step)
{
    if constexpr (kSide == 2)
        kernelToPoints2(to, toStep, k, step);
    else
        kernelToPoints4(to, toStep, k, step);
}

template <int kSide>
void transformKernelsTo(float* to, std::int64_t stride, const float* panel, std::int64_t in)
{
    constexpr int kAcross = kSide + 2;
    for (std::int64_t c = 0; c < in; ++c, panel += 9 * kPanel)
        for (std::int64_t n = 0; n < kPanel; n += kLanes, to += kLanes) {
            Vector kernel[9];
            for (int k = 0; k < 9; ++k)
                kernel[k] = load(panel + k * kPanel + n);
            Vector rows[3 * kAcross];
            for (int j = 0; j < 3; ++j)
                kernelToPoints<kSide>(rows + j, 3, kernel + j, 3);
            for (int i = 0; i < kAcross; ++i) {
                Vector points[kAcross];
                kernelToPoints<kSide>(points, 1, rows + 3 * i, 1);
                for (int j = 0; j < kAcross; ++j)
                    store(to + (i * kAcross + j) * stride, points[j]);
            }
        }
}

void transformKernels(float* to, std::int64_t stride, const float* panel, std::int64_t in, std::int64_t side)
{
    side == 2 ? transformKernelsTo<2>(to, stride, panel, in) : transformKernelsTo<4>(to, stride, panel, in);
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
void transformTiles(float* to, std::int64_t stride, const WinogradPictures& pictures, TileSpan span,
    ChannelSpan channels, const float* zeros)
{
    constexpr int kAcross = kSide + 2;
    const std::int64_t perPicture = pictures.tilesDown * pictures.tilesAcross;
    for (std::int64_t tile = span.first; tile < span.first + span.count; ++tile, to += channels.count) {
        const float* picture = pictures.pixels + channels.first + tile / perPicture * pictures.pictureSize;
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
        for (; channel + kLanes <= channels.count; channel += kLanes)
            pointsOfTile<kSide, Vector>(to, stride, pixels, channel);
        for (; channel < channels.count; ++channel)
            pointsOfTile<kSide, float>(to, stride, pixels, channel);
    }
}

void transformInput(float* to, std::int64_t stride, const WinogradPictures& pictures, TileSpan span,
    ChannelSpan channels, std::int64_t side, const float* zeros)
{
    side == 2 ? transformTiles<2>(to, stride, pictures, span, channels, zeros)
              : transformTiles<4>(to, stride, pictures, span, channels, zeros);
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

constexpr WinogradLoops kWinograd{&transformKernels, &transformInput, &transformOutput};

}  // namespace
}  // namespace reverie::kernels
