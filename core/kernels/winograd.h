#pragma once

#include "core/kernels/product.h"

#include <cstdint>

/// Convolutions of 3x3 and stride 1 by Winograd's minimal filtering, F(2x2, 3x3) and F(4x4, 3x3): torch-free, fp32,
/// NHWC, one thread each. A tile of 2x2 or 4x4 results needs 16 or 36 products a channel instead of 36 or 144. Source:
/// Lavin and Gray 2016, arXiv 1509.09308. Theirs evaluates at 0, 1, -1, 2, -2 for tiles of 4; at 0 and plus and minus
/// the roots of 1/2 and of 2, where the constants are as simple, the largest error is a quarter.
///
/// Where every pixel of the picture is doubled first, 25 products do for 4x4 results. Along one side, with a kernel k
/// and pixels x: results of even places are a two-tap filter (k0, k1 + k2) of x, those of odd places (k0 + k1, k2) of
/// the x after it. Toom and Cook's scheme for two results of two taps takes the values at 0, 1 and -1 of the first and
/// at 1, -1 and infinity of the second. At 1 both kernels are k0 + k1 + k2 and the combination of pixels is the same,
/// so that product is shared: 5 instead of 6. At -1 the combinations differ by their sign alone. Our own.
namespace reverie::kernels {

/// What a tile is.
enum class Tiles {
    Two,       ///< 2x2 results from 4x4 pixels
    Four,      ///< 4x4 results from 6x6 pixels
    Doubling,  ///< 4x4 results from 4x4 pixels that are doubled first
};

/// A tile's numbers along one side.
struct TileSide {
    std::int64_t results = 0;
    std::int64_t step = 0;      ///< pixels from one tile to the next
    std::int64_t pixels = 0;    ///< that a tile reads; they become as many combinations
    std::int64_t products = 0;  ///< of a channel
};

[[nodiscard]] constexpr TileSide sideOf(Tiles tiles)
{
    constexpr TileSide kSides[]{{2, 2, 4, 4}, {4, 4, 6, 6}, {4, 2, 4, 5}};
    return kSides[static_cast<int>(tiles)];
}

/// Which combination of pixels a product takes, along one side.
[[nodiscard]] constexpr std::int64_t combinationOf(Tiles tiles, std::int64_t product)
{
    return tiles == Tiles::Doubling && product > 2 ? product - 1 : product;
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
    /// Larger than the processor's caches, so that results go past them; then `pixels` is a multiple of 64 bytes and
    /// `out` of 16.
    bool isLarge = false;
};

/// From one combination or product to the next in `count` rows of `width` numbers: whole cache lines, and never a
/// multiple of a page, since numbers are written to all of them at once.
[[nodiscard]] constexpr std::int64_t pointStride(std::int64_t count, std::int64_t width)
{
    return (count * width + 15) / 16 * 16 + 16;
}

/// The loops for one instruction set.
struct WinogradLoops {
    /// Kernels become the factors of products, for `in` inputs of one panel.
    /// \param to [products][stride], [in, kPanel] each \param panel [in, 3, 3, kPanel]
    void (*transformKernels)(float* to, std::int64_t stride, StoredNumbers panel, std::int64_t in, Tiles tiles);
    /// Tiles become combinations of their pixels, some channels of them. \param to [combinations][stride]: the span's
    /// tiles from here on, `channels.count` numbers each \param zeros as many zeros
    void (*transformInput)(float* to, std::int64_t stride, const WinogradPictures& pictures, TileSpan span,
        ChannelSpan channels, Tiles tiles, const float* zeros);
    /// Products become results for channels kPanel * panel and on. \param products [products][stride]
    void (*transformOutput)(const WinogradResult& result, const float* products, std::int64_t stride,
        const WinogradPictures& pictures, TileSpan span, Tiles tiles, std::int64_t panel);
};

}  // namespace reverie::kernels
