#pragma once

// The loops of split.h, for processors with AMX.

#include "core/kernels/product_loops.h"
#include "core/kernels/split.h"

namespace reverie::kernels {
namespace {

/// Numbers of a tile of the processor: kSplitRows lines of a cache.
constexpr std::int64_t kTile = kSplitRows * kLine;
constexpr int kLineBytes = 4 * kLine;
/// Parts of a row's and of a panel's numbers.
constexpr std::int64_t kRowParts = 3;
constexpr std::int64_t kPanelParts = 2;

/// The nearest number of 8 bits, in the upper half of each lane.
[[gnu::always_inline]] inline UnsignedVector upperHalf(Vector x)
{
    constexpr unsigned kHalfOfLast = 0x8000;
    return ((UnsignedVector)x + kHalfOfLast) & 0xffff0000U;
}

/// Numbers of inputs k and k + kSplit / 2 become a line of each of `kParts` tiles.
template <std::int64_t kParts>
[[gnu::always_inline]] inline void storeParts(float* to, Vector first, Vector second)
{
    for (std::int64_t part = 0; part < kParts; ++part) {
        const UnsignedVector a = upperHalf(first);
        const UnsignedVector b = upperHalf(second);
        store(to + part * kTile, (Vector)(a >> 16 | b));
        first -= (Vector)a;
        second -= (Vector)b;
    }
}

void splitRows(float* to, const float* x, std::int64_t rows, std::int64_t in)
{
    for (std::int64_t row = 0; row < rows; ++row) {
        float* line = to + row / kSplitRows * kSplitRows * splitRowSize(in) + row % kSplitRows * kLine;
        for (std::int64_t c = 0; c < in; c += kSplit, x += kSplit, line += kRowParts * kTile)
            storeParts<kRowParts>(line, load(x), load(x + kLanes));
    }
}

void splitPanel(float* to, StoredNumbers panel, std::int64_t in)
{
    constexpr std::int64_t kHalf = kSplitRows * kPanel;
    withNumbers(panel, [&](const auto* numbers) {
        for (std::int64_t c = 0; c < in; c += kSplit, to += 2 * kHalf, numbers += 2 * kHalf)
            for (std::int64_t k = 0; k < kSplitRows; ++k)
                for (std::int64_t n = 0; n < kPanel; n += kLanes)
                    storeParts<kPanelParts>(to + n / kLanes * kPanelParts * kTile + k * kLine,
                        widened(numbers + k * kPanel + n), widened(numbers + kHalf + k * kPanel + n));
    });
}

/// What the processor's eight tiles are: all of kSplitRows lines.
struct [[gnu::packed]] TileShapes {
    std::uint8_t palette = 1;
    std::uint8_t startRow = 0;
    std::uint8_t reserved[14] = {};
    std::uint16_t bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};  // of a line
    std::uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
};
static_assert(sizeof(TileShapes) == 64);

/// Two groups of rows by two tiles of columns: how a block is multiplied as far as it has so many rows. Tiles 0 to 3
/// are the sums, 4 and 5 rows, 6 and 7 of the panel; the small products come first.
struct TwoGroups {
    [[gnu::always_inline]] static void loadSums(const float* sums)
    {
        _tile_loadd(0, sums, 4 * kPanel);
        _tile_loadd(1, sums + kLine, 4 * kPanel);
        _tile_loadd(2, sums + kSplitRows * kPanel, 4 * kPanel);
        _tile_loadd(3, sums + kSplitRows * kPanel + kLine, 4 * kPanel);
    }

    [[gnu::always_inline]] static void storeSums(float* sums)
    {
        _tile_stored(0, sums, 4 * kPanel);
        _tile_stored(1, sums + kLine, 4 * kPanel);
        _tile_stored(2, sums + kSplitRows * kPanel, 4 * kPanel);
        _tile_stored(3, sums + kSplitRows * kPanel + kLine, 4 * kPanel);
    }

    [[gnu::always_inline]] static void loadRows(const float* rows, std::int64_t next)
    {
        _tile_loadd(4, rows, kLineBytes);
        _tile_loadd(5, rows + next, kLineBytes);
    }

    [[gnu::always_inline]] static void loadPanel(const float* panel)
    {
        _tile_loadd(6, panel, kLineBytes);
        _tile_loadd(7, panel + kPanelParts * kTile, kLineBytes);
    }

    [[gnu::always_inline]] static void multiplyTiles()
    {
        _tile_dpbf16ps(0, 4, 6);
        _tile_dpbf16ps(1, 4, 7);
        _tile_dpbf16ps(2, 5, 6);
        _tile_dpbf16ps(3, 5, 7);
    }

    /// kSplit inputs. \param next from a group of rows to the next
    [[gnu::always_inline]] static void add(const float* rows, std::int64_t next, const float* panel)
    {
        loadRows(rows + 2 * kTile, next);
        loadPanel(panel);
        multiplyTiles();  // third * first
        loadRows(rows + kTile, next);
        loadPanel(panel + kTile);
        multiplyTiles();  // second * second
        loadPanel(panel);
        multiplyTiles();  // second * first
        loadRows(rows, next);
        loadPanel(panel + kTile);
        multiplyTiles();  // first * second
        loadPanel(panel);
        multiplyTiles();  // first * first
    }
};

/// One group of rows by all four tiles of columns: how the rest is multiplied, in the same order.
struct OneGroup {
    [[gnu::always_inline]] static void loadSums(const float* sums)
    {
        _tile_loadd(0, sums, 4 * kPanel);
        _tile_loadd(1, sums + kLine, 4 * kPanel);
        _tile_loadd(2, sums + 2 * kLine, 4 * kPanel);
        _tile_loadd(3, sums + 3 * kLine, 4 * kPanel);
    }

    [[gnu::always_inline]] static void storeSums(float* sums)
    {
        _tile_stored(0, sums, 4 * kPanel);
        _tile_stored(1, sums + kLine, 4 * kPanel);
        _tile_stored(2, sums + 2 * kLine, 4 * kPanel);
        _tile_stored(3, sums + 3 * kLine, 4 * kPanel);
    }

    /// One part of the rows and one of the panel.
    [[gnu::always_inline]] static void multiplyTiles(const float* rows, const float* panel)
    {
        _tile_loadd(4, rows, kLineBytes);
        _tile_loadd(6, panel, kLineBytes);
        _tile_loadd(7, panel + kPanelParts * kTile, kLineBytes);
        _tile_dpbf16ps(0, 4, 6);
        _tile_dpbf16ps(1, 4, 7);
        _tile_loadd(6, panel + 2 * kPanelParts * kTile, kLineBytes);
        _tile_loadd(7, panel + 3 * kPanelParts * kTile, kLineBytes);
        _tile_dpbf16ps(2, 4, 6);
        _tile_dpbf16ps(3, 4, 7);
    }

    [[gnu::always_inline]] static void add(const float* rows, std::int64_t, const float* panel)
    {
        multiplyTiles(rows + 2 * kTile, panel);
        multiplyTiles(rows + kTile, panel + kTile);
        multiplyTiles(rows + kTile, panel);
        multiplyTiles(rows, panel + kTile);
        multiplyTiles(rows, panel);
    }
};

/// Lines that are fetched for what comes next while kSplit inputs are multiplied.
constexpr std::int64_t kLinesAhead = 16;

template <typename Groups>
[[gnu::always_inline]] inline void multiplyGroups(
    const ProductBlock& block, std::int64_t row, std::int64_t column, Errand& errand)
{
    float* sums = block.products + row * kPanel + column;
    const float* rows = block.x + row * block.stride;
    const float* panel = block.panel + column / kLine * kPanelParts * kTile;
    const Stretch ahead = take(errand, block.in / kSplit * kLinesAhead);
    if (block.adds) {
        Groups::loadSums(sums);
    } else {
        _tile_zero(0);
        _tile_zero(1);
        _tile_zero(2);
        _tile_zero(3);
    }
    for (std::int64_t c = 0; c < block.in; c += kSplit, rows += kRowParts * kTile, panel += kSplit * kPanel) {
        const std::int64_t line = c / kSplit * kLinesAhead;
        for (std::int64_t i = line; i < line + kLinesAhead && i * kLine < ahead.count; ++i)
            __builtin_prefetch(ahead.first + i / kLinesOfPanel * ahead.stride + i % kLinesOfPanel * kLine, 0, 2);
        Groups::add(rows, kSplitRows * block.stride, panel);
    }
    Groups::storeSums(sums);
}

void multiplySplit(const ProductBlock& block)
{
    const TileShapes shapes;
    asm volatile("" : : "r"(&shapes) : "memory");  // GCC 12 does not know what tiles and their shapes are loaded from
    _tile_loadconfig(&shapes);
    Errand errand{{block.results, block.others, block.nextPanel, block.nextRows}};
    std::int64_t row = 0;
    for (; block.rows - row > kSplitRows; row += 2 * kSplitRows)
        for (std::int64_t column = 0; column < kPanel; column += 2 * kLine)
            multiplyGroups<TwoGroups>(block, row, column, errand);
    if (row < block.rows)
        multiplyGroups<OneGroup>(block, row, 0, errand);
    _tile_release();
}

constexpr SplitLoops kSplitLoops{&splitRows, &splitPanel, &multiplySplit};

}  // namespace
}  // namespace reverie::kernels
