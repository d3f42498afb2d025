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

/// From the products of a doubled picture.
template <typename Number>
[[gnu::always_inline]] inline void fromDoubled(Number* to, int toStep, const Number* x, int step)
{
    to[0] = x[0] + x[step] + x[2 * step];
    to[toStep] = x[step] + x[3 * step];
    to[2 * toStep] = x[step] - x[2 * step];
    to[3 * toStep] = x[step] - x[3 * step] + x[4 * step];
}

template <Tiles kTiles, typename Number>
[[gnu::always_inline]] inline void toPoints(Number* x, int step)
{
    if constexpr (kTiles == Tiles::Four)
        toPoints4(x, step);
    else
        toPoints2(x, step);
}

template <Tiles kTiles, typename Number>
[[gnu::always_inline]] inline void fromPoints(Number* to, int toStep, const Number* x, int step)
{
    if constexpr (kTiles == Tiles::Two)
        fromPoints2(to, toStep, x, step);
    else if constexpr (kTiles == Tiles::Four)
        fromPoints4(to, toStep, x, step);
    else
        fromDoubled(to, toStep, x, step);
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

/// For a doubled picture: the first filter at 0, 1 and -1, minus the second at -1, the second at infinity.
[[gnu::always_inline]] inline void kernelForDoubled(Vector* to, int toStep, const Vector* k, int step)
{
    const Vector first = k[0] * 0.5F;
    const Vector middle = k[step] * 0.5F;
    const Vector last = k[2 * step] * 0.5F;
    to[0] = k[0];
    to[toStep] = first + middle + last;
    to[2 * toStep] = first - middle - last;
    to[3 * toStep] = last - middle - first;
    to[4 * toStep] = k[2 * step];
}

template <Tiles kTiles>
[[gnu::always_inline]] inline void kernelToPoints(Vector* to, int toStep, const Vector* k, int step)
{
    if constexpr (kTiles == Tiles::Two)
        kernelToPoints2(to, toStep, k, step);
    else if constexpr (kTiles == Tiles::Four)
        kernelToPoints4(to, toStep, k, step);
    else
        kernelForDoubled(to, toStep, k, step);
}

template <Tiles kTiles, typename Number>
void transformKernelsTo(float* to, std::int64_t stride, const Number* panel, std::int64_t in)
{
    constexpr int kAcross = sideOf(kTiles).products;
    for (std::int64_t c = 0; c < in; ++c, panel += 9 * kPanel)
        for (std::int64_t n = 0; n < kPanel; n += kLanes, to += kLanes) {
            Vector kernel[9];
            for (int k = 0; k < 9; ++k)
                kernel[k] = widened(panel + k * kPanel + n);
            Vector rows[3 * kAcross];
            for (int j = 0; j < 3; ++j)
                kernelToPoints<kTiles>(rows + j, 3, kernel + j, 3);
            for (int i = 0; i < kAcross; ++i) {
                Vector points[kAcross];
                kernelToPoints<kTiles>(points, 1, rows + 3 * i, 1);
                for (int j = 0; j < kAcross; ++j)
                    store(to + (i * kAcross + j) * stride, points[j]);
            }
        }
}

template <typename Number>
void transformKernelsOf(float* to, std::int64_t stride, const Number* panel, std::int64_t in, Tiles tiles)
{
    switch (tiles) {
    case Tiles::Two:
        return transformKernelsTo<Tiles::Two>(to, stride, panel, in);
    case Tiles::Four:
        return transformKernelsTo<Tiles::Four>(to, stride, panel, in);
    case Tiles::Doubling:
        return transformKernelsTo<Tiles::Doubling>(to, stride, panel, in);
    }
}

void transformKernels(float* to, std::int64_t stride, StoredNumbers panel, std::int64_t in, Tiles tiles)
{
    withNumbers(panel, [&](const auto* numbers) { transformKernelsOf(to, stride, numbers, in, tiles); });
}

template <Tiles kTiles, typename Number>
[[gnu::always_inline]] inline void pointsOfTile(
    float* to, std::int64_t stride, const float* const* pixels, std::int64_t channel)
{
    constexpr int kAcross = sideOf(kTiles).pixels;
    Number x[kAcross * kAcross];
    for (int i = 0; i < kAcross * kAcross; ++i)
        x[i] = load<Number>(pixels[i] + channel);
    for (int i = 0; i < kAcross; ++i)
        toPoints<kTiles>(x + i, kAcross);
    for (int i = 0; i < kAcross; ++i)
        toPoints<kTiles>(x + i * kAcross, 1);
    for (int i = 0; i < kAcross * kAcross; ++i)
        store<Number>(to + i * stride + channel, x[i]);
}

template <Tiles kTiles>
void transformTiles(float* to, std::int64_t stride, const WinogradPictures& pictures, TileSpan span,
    ChannelSpan channels, const float* zeros)
{
    constexpr TileSide kSide = sideOf(kTiles);
    constexpr int kAcross = kSide.pixels;
    const std::int64_t perPicture = pictures.tilesDown * pictures.tilesAcross;
    for (std::int64_t tile = span.first; tile < span.first + span.count; ++tile, to += channels.count) {
        const float* picture = pictures.pixels + channels.first + tile / perPicture * pictures.pictureSize;
        const std::int64_t row = tile % perPicture / pictures.tilesAcross * kSide.step;
        const std::int64_t column = tile % pictures.tilesAcross * kSide.step;
        const float* pixels[kAcross * kAcross];
        for (int i = 0; i < kAcross; ++i)
            for (int j = 0; j < kAcross; ++j) {
                const std::int64_t down = pictures.rowStarts[row + i];
                const std::int64_t across = pictures.columnStarts[column + j];
                pixels[i * kAcross + j] = down < 0 || across < 0 ? zeros : picture + down + across;
            }
        std::int64_t channel = 0;
        for (; channel + kLanes <= channels.count; channel += kLanes)
            pointsOfTile<kTiles, Vector>(to, stride, pixels, channel);
        for (; channel < channels.count; ++channel)
            pointsOfTile<kTiles, float>(to, stride, pixels, channel);
    }
}

void transformInput(float* to, std::int64_t stride, const WinogradPictures& pictures, TileSpan span,
    ChannelSpan channels, Tiles tiles, const float* zeros)
{
    switch (tiles) {
    case Tiles::Two:
        return transformTiles<Tiles::Two>(to, stride, pictures, span, channels, zeros);
    case Tiles::Four:
        return transformTiles<Tiles::Four>(to, stride, pictures, span, channels, zeros);
    case Tiles::Doubling:
        return transformTiles<Tiles::Doubling>(to, stride, pictures, span, channels, zeros);
    }
}

/// A tile's place in the results.
struct Place {
    std::int64_t start = 0;  // of its first pixel, in numbers
    std::int64_t rows = 0;   // that are inside the picture
    std::int64_t columns = 0;
};

template <Tiles kTiles>
[[gnu::always_inline]] inline Place placeOf(
    const WinogradResult& result, const WinogradPictures& pictures, std::int64_t tile)
{
    constexpr std::int64_t kResults = sideOf(kTiles).results;
    const std::int64_t perPicture = pictures.tilesDown * pictures.tilesAcross;
    const std::int64_t row = tile % perPicture / pictures.tilesAcross * kResults;
    const std::int64_t column = tile % pictures.tilesAcross * kResults;
    const std::int64_t start = ((tile / perPicture * result.height + row) * result.width + column) * result.out;
    const std::int64_t rows = result.height - row;
    const std::int64_t columns = result.width - column;
    return {start, rows < kResults ? rows : kResults, columns < kResults ? columns : kResults};
}

template <Tiles kTiles, typename Number>
[[gnu::always_inline]] inline void resultsOfTile(
    const WinogradResult& result, const Place& place, const float* products, std::int64_t stride, std::int64_t channel)
{
    constexpr int kSide = sideOf(kTiles).results;
    constexpr int kAcross = sideOf(kTiles).products;
    Number x[kAcross * kAcross];
    Number y[kSide * kAcross];
    for (int i = 0; i < kAcross * kAcross; ++i)
        x[i] = load<Number>(products + i * stride);
    for (int i = 0; i < kAcross; ++i)
        fromPoints<kTiles>(y + i, kAcross, x + i, kAcross);
    for (int i = 0; i < kSide; ++i)
        fromPoints<kTiles>(x + i * kSide, 1, y + i * kAcross, 1);
    const Number bias = load<Number>(result.bias + channel);
    for (std::int64_t i = 0; i < place.rows; ++i)
        for (std::int64_t j = 0; j < place.columns; ++j) {
            const std::int64_t at = place.start + (i * result.width + j) * result.out + channel;
            Number value = x[i * kSide + j] + bias;
            if (result.others)
                value += load<Number>(result.others + at);
            if (result.isLarge)
                storePast(result.pixels + at, value);
            else
                store<Number>(result.pixels + at, value);
        }
}

template <Tiles kTiles>
void transformTilesBack(const WinogradResult& result, const float* products, std::int64_t stride,
    const WinogradPictures& pictures, TileSpan span, std::int64_t panel)
{
    const std::int64_t first = panel * kPanel;
    const std::int64_t end = first + kPanel < result.out ? first + kPanel : result.out;
    for (std::int64_t tile = span.first; tile < span.first + span.count; ++tile, products += kPanel) {
        const Place place = placeOf<kTiles>(result, pictures, tile);
        std::int64_t channel = first;
        for (; channel + kLanes <= end; channel += kLanes)
            resultsOfTile<kTiles, Vector>(result, place, products + channel - first, stride, channel);
        for (; channel < end; ++channel)
            resultsOfTile<kTiles, float>(result, place, products + channel - first, stride, channel);
    }
    if (result.isLarge)
        drainStores();
}

void transformOutput(const WinogradResult& result, const float* products, std::int64_t stride,
    const WinogradPictures& pictures, TileSpan span, Tiles tiles, std::int64_t panel)
{
    switch (tiles) {
    case Tiles::Two:
        return transformTilesBack<Tiles::Two>(result, products, stride, pictures, span, panel);
    case Tiles::Four:
        return transformTilesBack<Tiles::Four>(result, products, stride, pictures, span, panel);
    case Tiles::Doubling:
        return transformTilesBack<Tiles::Doubling>(result, products, stride, pictures, span, panel);
    }
}

constexpr WinogradLoops kWinograd{&transformKernels, &transformInput, &transformOutput};

}  // namespace
}  // namespace reverie::kernels
