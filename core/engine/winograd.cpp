#include "core/engine/winograd.h"

#include "core/engine/deal_out.h"
#include "core/engine/panels.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <vector>

namespace reverie::engine::winograd {
namespace {

using kernels::ChannelSpan;
using kernels::kPanel;
using kernels::Tiles;
using kernels::TileSpan;

/// Tiles that are multiplied at a time, and inputs: with the weights of all products they lie in a core's second cache.
constexpr std::int64_t kBlock = 64;
constexpr std::int64_t kInputs = 64;
/// Inputs at a time where the weights are transformed already: sums stay in registers for so long.
constexpr std::int64_t kManyInputs = 320;
/// Numbers that the widest loops take at once.
constexpr std::int64_t kVector = 16;
/// From here on the weights of a convolution are transformed once, instead of for each block; not larger ones, so that
/// many pictures at a time or large networks take no more memory for it.
constexpr std::int64_t kManyTiles = 4 * kBlock;
constexpr std::int64_t kMostAtOnce = std::int64_t{64} << 20;  // bytes
/// Where threads take whole blocks of tiles, at least so much of their time is work rather than waiting for the last.
constexpr double kLeastBusy = 0.85;
/// Results of so many bytes are in no cache when the next layer reads them.
constexpr std::size_t kLargeBytes = std::size_t{32} << 20;
/// Tiles that a thread transforms at least.
constexpr std::int64_t kFewestTiles = 4;
/// Transformed tiles that wait for the panels, in bytes: they lie in the processor's last cache.
constexpr std::int64_t kWaitingBytes = std::int64_t{10} << 20;

std::int64_t roundUp(std::int64_t value, std::int64_t unit)
{
    return (value + unit - 1) / unit * unit;
}

/// Where the source pixels of positions -1..count lie, `step` numbers apart; outside, and beyond `size`, -1.
/// Which pixel is nearest: as ATen's upsample_nearest2d.
std::vector<std::int64_t> startsOf(std::int64_t count, std::int64_t size, std::int64_t sourceSize, std::int64_t step)
{
    const float scale = static_cast<float>(sourceSize) / static_cast<float>(size);
    std::vector<std::int64_t> starts(static_cast<std::size_t>(count) + 2, -1);
    for (std::int64_t i = 0; i < size; ++i) {
        const auto source = static_cast<std::int64_t>(static_cast<float>(i) * scale);
        starts[static_cast<std::size_t>(i) + 1] = std::min(source, sourceSize - 1) * step;
    }
    return starts;
}

std::int64_t tilesAlong(std::int64_t results, Tiles tiles)
{
    return (results + kernels::sideOf(tiles).results - 1) / kernels::sideOf(tiles).results;
}

/// One convolution. Where all threads find blocks of tiles, each takes its blocks from pixels to results; else the
/// tiles go through it in rounds. Their channels come in chunks.
class Convolution final {
public:
    /// All pictures channels_last.
    Convolution(const at::Tensor& weight, const at::Tensor& bias, const Input& input, const at::Tensor& output,
        Tiles tiles, const kernels::Loops& loops)
        : m_loops(loops), m_kernels(panels::storedNumbers(weight)), m_tiling(tiles), m_side(kernels::sideOf(tiles)),
          m_products(m_side.products * m_side.products), m_combinations(m_side.pixels * m_side.pixels),
          m_panels(weight.size(0)), m_options(input.x.options())
    {
        const auto& [x, size, other] = input;
        const std::int64_t in = x.size(1);
        const std::int64_t down = tilesAlong(output.size(2), tiles);
        const std::int64_t across = tilesAlong(output.size(3), tiles);
        const at::IntArrayRef pixels = tiles == Tiles::Doubling ? x.sizes() : output.sizes();
        m_rowStarts = startsOf(down * m_side.step, pixels[2], x.size(2), x.size(3) * in);
        m_columnStarts = startsOf(across * m_side.step, pixels[3], x.size(3), in);
        m_pictures = {x.const_data_ptr<float>(), in, in * x.size(2) * x.size(3), down, across, m_rowStarts.data(),
            m_columnStarts.data()};
        m_result = {output.data_ptr<float>(), bias.const_data_ptr<float>(),
            other.defined() ? other.const_data_ptr<float>() : nullptr, output.size(1), output.size(2), output.size(3)};
        m_result.isLarge = output.nbytes() >= kLargeBytes && output.size(1) % kVector == 0 &&
            reinterpret_cast<std::uintptr_t>(m_result.pixels) % bytes(kVector) == 0;
        m_tiles = x.size(0) * down * across;
        prepare(in);
    }

    void run() const
    {
        if (m_isDealtByBlocks)
            runBlocks();
        else
            runRounds();
    }

private:
    /// Where the numbers of one thread's part are.
    struct Room {
        const float* waiting = nullptr;  // transformed tiles
        float* weights = nullptr;        // of a chunk, or null: all are transformed already
        float* products = nullptr;       // of a part
    };

    /// Decides how the convolution is cut up, and transforms the weights where many tiles share them.
    void prepare(std::int64_t in)
    {
        const std::int64_t weightBytes = bytes(m_panels * m_products * in * kPanel);
        const bool areMany = m_tiles >= kManyTiles && weightBytes <= kMostAtOnce;
        const std::int64_t most = areMany ? kManyInputs : kInputs;
        m_chunks = (in + most - 1) / most;
        m_inputs = std::min(in, roundUp((in + m_chunks - 1) / m_chunks, kVector));
        m_zeros = at::zeros({m_inputs}, m_options);
        m_weightStride = kernels::pointStride(m_inputs, kPanel);
        if (areMany)
            transformWeights();
        m_isDealtByBlocks = areMany && canDealBlocks(in);
        const std::int64_t fitting = kWaitingBytes / bytes(m_combinations * in);
        m_round = m_isDealtByBlocks ? kBlock : std::min(roundUp(std::max(fitting, 2 * kBlock), kBlock), m_tiles);
        m_stride = kernels::pointStride(m_round, m_inputs);
    }

    /// Whether all threads find blocks, and what they transform takes no more memory than weights may.
    [[nodiscard]] bool canDealBlocks(std::int64_t in) const
    {
        const std::int64_t threads = at::get_num_threads();
        const std::int64_t busy = roundUp(blocks(), threads);
        return static_cast<double>(blocks()) >= kLeastBusy * static_cast<double>(busy) &&
            threads * bytes(kBlock * m_combinations * in) <= kMostAtOnce;
    }

    [[nodiscard]] static std::int64_t bytes(std::int64_t numbers)
    {
        return numbers * static_cast<std::int64_t>(sizeof(float));
    }

    [[nodiscard]] std::int64_t blocks() const { return (m_tiles + kBlock - 1) / kBlock; }

    [[nodiscard]] ChannelSpan chunkFrom(std::int64_t channel) const
    {
        return {channel, std::min(m_inputs, m_pictures.in - channel)};
    }

    /// Where a tile waits: chunks of [combinations][m_stride], rows of chunk.count numbers.
    [[nodiscard]] std::int64_t placeOf(std::int64_t tile, ChannelSpan chunk, std::int64_t combination) const
    {
        return (chunk.first / m_inputs * m_combinations + combination) * m_stride + tile * chunk.count;
    }

    /// Which combination of pixels a product takes.
    [[nodiscard]] std::int64_t combinationOf(std::int64_t product) const
    {
        const std::int64_t row = kernels::combinationOf(m_tiling, product / m_side.products);
        return row * m_side.pixels + kernels::combinationOf(m_tiling, product % m_side.products);
    }

    /// What a thread has transformed is in its own caches, and no other core asks for it.
    void runBlocks() const
    {
        dealOut(blocks(), 1, [&](std::int64_t begin, std::int64_t end) {
            const at::Tensor waiting = roomForTiles();
            const at::Tensor products = roomForProducts();
            for (std::int64_t first = begin * kBlock; first < std::min(end * kBlock, m_tiles); first += kBlock) {
                const TileSpan block{first, std::min(kBlock, m_tiles - first)};
                transformTiles(block, 0, waiting.data_ptr<float>());
                for (std::int64_t i = 0; i < m_panels; ++i)
                    finishPart(block, {i, 0, block.count}, {(i + 1) % m_panels, 0, block.count},
                        {waiting.const_data_ptr<float>(), nullptr, products.data_ptr<float>()});
            }
        });
    }

    void runRounds() const
    {
        const at::Tensor waiting = roomForTiles();
        for (std::int64_t first = 0; first < m_tiles; first += m_round) {
            const TileSpan round{first, std::min(m_round, m_tiles - first)};
            dealOut(round.count, kFewestTiles, [&](std::int64_t begin, std::int64_t end) {
                transformTiles({round.first + begin, end - begin}, begin, waiting.data_ptr<float>());
            });
            multiplyRound(round, waiting.const_data_ptr<float>());
        }
    }

    [[nodiscard]] at::Tensor roomForTiles() const
    {
        return at::empty({m_chunks * m_combinations * m_stride}, m_options);
    }

    [[nodiscard]] at::Tensor roomForProducts() const { return at::empty({m_products * kProductStride}, m_options); }

    /// \param place where the first of them waits
    void transformTiles(TileSpan tiles, std::int64_t place, float* waiting) const
    {
        for (ChannelSpan chunk = chunkFrom(0); chunk.count > 0; chunk = chunkFrom(chunk.first + chunk.count))
            m_loops.winograd->transformInput(waiting + placeOf(place, chunk, 0), m_stride, m_pictures, tiles, chunk,
                m_tiling, m_zeros.const_data_ptr<float>());
    }

    void multiplyRound(TileSpan round, const float* waiting) const
    {
        const panels::Cut cut{m_panels, round.count, kBlock, m_products * m_pictures.in * kPanel};
        panels::deal(cut, [&](const panels::Run& run) {
            const at::Tensor products = roomForProducts();
            const at::Tensor weights = at::empty({m_weights.defined() ? 0 : m_products * m_weightStride}, m_options);
            const Room room{waiting, weights.data_ptr<float>(), products.data_ptr<float>()};
            run.forParts(
                [&](const panels::Part& part, const panels::Part& next) { finishPart(round, part, next, room); });
        });
    }

    /// From waiting tiles to results. \param tiles those that wait
    void finishPart(TileSpan tiles, const panels::Part& part, const panels::Part& next, const Room& room) const
    {
        for (ChannelSpan chunk = chunkFrom(0); chunk.count > 0; chunk = chunkFrom(chunk.first + chunk.count))
            multiplyChunk({part, chunk}, following(part, chunk, next), room);
        m_loops.winograd->transformOutput(m_result, room.products, kProductStride, m_pictures,
            {tiles.first + part.first, part.rows}, m_tiling, part.panel);
    }

    /// Some channels of a part.
    struct Piece {
        panels::Part part;
        ChannelSpan chunk;
    };

    [[nodiscard]] Piece following(const panels::Part& part, ChannelSpan chunk, const panels::Part& next) const
    {
        const ChannelSpan after = chunkFrom(chunk.first + chunk.count);
        return after.count > 0 ? Piece{part, after} : Piece{next, chunkFrom(0)};
    }

    void multiplyChunk(const Piece& piece, const Piece& next, const Room& room) const
    {
        const auto& [part, chunk] = piece;
        const float* factors = m_weights.defined() ? weightsOf(part.panel, chunk) : room.weights;
        if (!m_weights.defined())
            transformKernels(room.weights, part.panel, chunk);
        for (std::int64_t i = 0; i < m_products; ++i, factors += m_weightStride) {
            const auto rowsOf = [&](std::int64_t product) {
                return room.waiting + placeOf(part.first, chunk, combinationOf(product));
            };
            const kernels::Stretch nextRows =
                i + 1 < m_products ? kernels::Stretch{rowsOf(i + 1), part.rows * chunk.count} : kernels::Stretch{};
            kernels::ProductBlock block{room.products + i * kProductStride, rowsOf(i), factors, chunk.count, part.rows,
                chunk.count, chunk.first != 0};
            block.nextPanel = nextWeights(piece, next, i);
            block.nextRows = nextRows;
            m_loops.products->multiply(block);
        }
    }

    /// What is to be fetched during a product: the next one's weights where there are any, else a share of the kernels
    /// that are transformed next.
    [[nodiscard]] kernels::Stretch nextWeights(const Piece& piece, const Piece& next, std::int64_t product) const
    {
        const auto& [part, chunk] = piece;
        if (m_weights.defined() && product + 1 < m_products)
            return {weightsOf(part.panel, chunk) + (product + 1) * m_weightStride, chunk.count * kPanel};
        if (next.part.rows == 0)
            return {};
        if (m_weights.defined())
            return {weightsOf(next.part.panel, next.chunk), next.chunk.count * kPanel};
        const std::int64_t share = next.chunk.count * 9 * kPanel / m_products;
        return panels::stretchOf(kernelsOf(next.part.panel, next.chunk).from(product * share), share);
    }

    /// From one product to the next in a part's.
    static constexpr std::int64_t kProductStride = kernels::pointStride(kBlock, kPanel);

    [[nodiscard]] kernels::StoredNumbers kernelsOf(std::int64_t panel, ChannelSpan chunk) const
    {
        return m_kernels.from((panel * m_pictures.in + chunk.first) * 9 * kPanel);
    }

    /// Numbers of a panel in m_weights.
    [[nodiscard]] std::int64_t weightsOfPanel() const { return m_chunks * m_products * m_weightStride; }

    [[nodiscard]] const float* weightsOf(std::int64_t panel, ChannelSpan chunk) const
    {
        return m_weights.const_data_ptr<float>() + panel * weightsOfPanel() +
            chunk.first / m_inputs * m_products * m_weightStride;
    }

    void transformKernels(float* to, std::int64_t panel, ChannelSpan chunk) const
    {
        m_loops.winograd->transformKernels(to, m_weightStride, kernelsOf(panel, chunk), chunk.count, m_tiling);
    }

    /// Where many blocks of tiles share them, the weights of all products at once.
    void transformWeights()
    {
        const at::Tensor weights = at::empty({m_panels * weightsOfPanel()}, m_options);
        dealOut(m_panels * m_chunks, 1, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t i = begin; i < end; ++i)
                transformKernels(weights.data_ptr<float>() + i * m_products * m_weightStride, i / m_chunks,
                    chunkFrom(i % m_chunks * m_inputs));
        });
        m_weights = weights;
    }

    const kernels::Loops& m_loops;
    kernels::StoredNumbers m_kernels;
    Tiles m_tiling;
    kernels::TileSide m_side;
    std::int64_t m_products;      // of a tile and channel
    std::int64_t m_combinations;  // of its pixels
    std::int64_t m_panels;
    at::TensorOptions m_options;
    std::int64_t m_inputs = 0;  // of a chunk
    std::int64_t m_chunks = 0;
    std::int64_t m_weightStride = 0;  // from one product to the next in the weights of a chunk
    at::Tensor m_zeros;
    at::Tensor m_weights;  // [panels][chunks][products][m_weightStride], or undefined: transformed block by block
    std::vector<std::int64_t> m_rowStarts;
    std::vector<std::int64_t> m_columnStarts;
    kernels::WinogradPictures m_pictures;
    kernels::WinogradResult m_result;
    std::int64_t m_tiles = 0;
    bool m_isDealtByBlocks = false;
    std::int64_t m_round = 0;   // tiles that wait
    std::int64_t m_stride = 0;  // from one combination of a round's tiles to the next
};

/// What a convolution takes for each pair of channels, in products of a number.
std::int64_t cost(std::int64_t pictures, std::array<std::int64_t, 2> size, Tiles tiles)
{
    constexpr std::int64_t kTransforms[]{60, 135, 90};  // operations for a kernel, loads and stores included
    const std::int64_t count = pictures * tilesAlong(size[0], tiles) * tilesAlong(size[1], tiles);
    const std::int64_t products = kernels::sideOf(tiles).products * kernels::sideOf(tiles).products;
    return products * count + kTransforms[static_cast<int>(tiles)] * ((count + kBlock - 1) / kBlock);
}

}  // namespace

Tiles bestTiles(const Input& input)
{
    const auto& [x, size, other] = input;
    std::vector<Tiles> all{Tiles::Two, Tiles::Four};
    if (size[0] == 2 * x.size(2) && size[1] == 2 * x.size(3))
        all.push_back(Tiles::Doubling);
    return std::ranges::min(all, {}, [&](Tiles tiles) { return cost(x.size(0), size, tiles); });
}

at::Tensor conv2d(const at::Tensor& weight, const at::Tensor& bias, const Input& input)
{
    return conv2d(weight, bias, input, bestTiles(input));
}

at::Tensor conv2d(
    const at::Tensor& weight, const at::Tensor& bias, const Input& input, Tiles tiles, const kernels::Loops& loops)
{
    const auto& [x, size, other] = input;
    const at::Tensor output = at::empty(
        {x.size(0), bias.size(0), size[0], size[1]}, x.options().memory_format(at::MemoryFormat::ChannelsLast));
    const at::Tensor added = other.defined() ? other.contiguous(at::MemoryFormat::ChannelsLast) : other;
    const at::Tensor pixels = x.contiguous(at::MemoryFormat::ChannelsLast);
    Convolution(weight, bias, {pixels, size, added}, output, tiles, loops).run();
    return output;
}

}  // namespace reverie::engine::winograd
