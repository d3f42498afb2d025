#pragma once

#include "core/kernels/product.h"

#include <cstdint>

/// Convolutions of 3x3 and stride 1 by Winograd's minimal filtering, F(2x2, 3x3) and F(4x4, 3x3): torch-free, fp32,
/// NHWC, one thread each. A tile of 2x2 or 4x4 results needs 16 or 36 products a channel instead of 36 or 144. Source:
/// Lavin and Gray 2016, arXiv 1509.09308. Theirs evaluates at 0, 1, -1, 2, -2 for tiles of 4; at 0 and plus and minus
/// the roots of 1/2 and of 2, where the constants are as simple, the largest error is a quarter.
namespace reverie::kernels {

/// Products of a tile and channel. \param side of a tile's results, 2 or 4
[[nodiscard]] constexpr std::int64_t winogradPoints(std::int64_t side)
{
    return (side + 2) * (side + 2);
}

/// The pictures that are convolved, and how their tiles are numbered: row by row, picture by picture.
struct WinogradPictures {
    const float* pixels = nullptr;  ///< [pictures, source height, source width, in]
    std::int64_t in = 0;            ///< channels
    std::int64_t pictureSize = 0;   ///< numbers from one picture to the next
    std::int64_t tilesDown = 0;     ///< of one picture
    std::int64_t tilesAcross = 0;
    /// Where the row above the first tile and those that follow begin, in numbers; negative = a row of zeros.
    const std::int64_t* rowStarts = nullptr;
    const std::int64_t* columnStarts = nullptr;  ///< the same for columns
};

/// A run of tiles.
struct TileSpan {
    std::int64_t first = 0;
    std::int64_t count = 0;
};

/// Some channels of the pictures.
struct ChannelSpan {
    std::int64_t first = 0;
    std::int64_t count = 0;
};

/// Where results go.
struct WinogradResult {
    float* pixels = nullptr;        ///< [pictures, height, width, out]
    const float* bias = nullptr;    ///< [out]
    const float* others = nullptr;  ///< added to the results, of their shape; or null
    std::int64_t out = 0;           ///< channels
    std::int64_t height = 0;
    std::int64_t width = 0;
};

/// From one point to the next in `count` rows of `width` numbers: whole cache lines, and never a multiple of a page,
/// since numbers are written to all points at once.
[[nodiscard]] constexpr std::int64_t pointStride(std::int64_t count, std::int64_t width)
{
    return (count * width + 15) / 16 * 16 + 16;
}

/// The loops for one instruction set. `side` is 2 or 4 everywhere.
struct WinogradLoops {
    /// Kernels become points, for `in` inputs of one panel.
    /// \param to [points][stride], [in, kPanel] each \param panel [in, 3, 3, kPanel]
    void (*transformKernels)(float* to, std::int64_t stride, const float* panel, std::int64_t in, std::int64_t side);
    /// Tiles become points, some channels of them. \param to [points][stride]: the span's tiles from here on,
    /// `channels.count` numbers each \param zeros as many zeros
    void (*transformInput)(float* to, std::int64_t stride, const WinogradPictures& pictures, TileSpan span,
        ChannelSpan channels, std::int64_t side, const float* zeros);
    /// Products become results for channels kPanel * panel and on. \param products [points][stride]
    void (*transformOutput)(const WinogradResult& result, const float* products, std::int64_t stride,
        const WinogradPictures& pictures, TileSpan span, std::int64_t side, std::int64_t panel);
};

}  // namespace reverie::kernels
