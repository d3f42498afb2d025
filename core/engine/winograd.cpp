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
using kernels::TileSpan;

/// Tiles that are multiplied at a time, and inputs: with the weights of all points they lie in a core's second cache.
constexpr std::int64_t kBlock = 64;
constexpr std::int64_t kInputs = 64;
/// From here on the weights of a convolution are transformed once, instead of for each block; not larger ones, so that
/// many pictures at a time or large networks take no more memory for it.
constexpr std::int64_t kManyTiles = 4 * kBlock;
constexpr std::int64_t kMostAtOnce = std::int64_t{64} << 20;  // bytes
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

/// One convolution: the tiles go through it in rounds, their channels in chunks of kInputs.
class Convolution final {
public:
    /// All pictures channels_last.
    Convolution(const at::Tensor& weight, const at::Tensor& bias, const Input& input, const at::Tensor& output,
        std::int64_t side, const kernels::Loops& loops)
        : m_loops(loops), m_kernels(weight.const_data_ptr<float>()), m_side(side),
          m_points(kernels::winogradPoints(side)), m_panels(weight.size(0)),
          m_chunks((input.x.size(1) + kInputs - 1) / kInputs), m_zeros(at::zeros({kInputs}, input.x.options()))
    {
        const auto& [x, size, other] = input;
        const std::int64_t in = x.size(1);
        const std::int64_t down = (output.size(2) + m_side - 1) / m_side;
        const std::int64_t across = (output.size(3) + m_side - 1) / m_side;
        m_rowStarts = startsOf(down * m_side, output.size(2), x.size(2), x.size(3) * in);
        m_columnStarts = startsOf(across * m_side, output.size(3), x.size(3), in);
        m_pictures = {x.const_data_ptr<float>(), in, in * x.size(2) * x.size(3), down, across, m_rowStarts.data(),
            m_columnStarts.data()};
        m_result = {output.data_ptr<float>(), bias.const_data_ptr<float>(),
            other.defined() ? other.const_data_ptr<float>() : nullptr, output.size(1), output.size(2), output.size(3)};
        m_tiles = x.size(0) * down * across;
        const std::int64_t fitting = kWaitingBytes / static_cast<std::int64_t>(sizeof(float)) / (m_points * in);
        m_round = std::min(roundUp(std::max(fitting, 2 * kBlock), kBlock), m_tiles);
        m_stride = kernels::pointStride(m_round, std::min(in, kInputs));
        const std::int64_t weightBytes = m_panels * weightsOfPanel() * static_cast<std::int64_t>(sizeof(float));
        if (m_tiles >= kManyTiles && weightBytes <= kMostAtOnce)
            transformWeights();
    }

    void run() const
    {
        const at::Tensor waiting = at::empty({m_chunks * m_points * m_stride}, m_zeros.options());
        for (std::int64_t first = 0; first < m_tiles; first += m_round) {
            const TileSpan round{first, std::min(m_round, m_tiles - first)};
            transformRound(round, waiting.data_ptr<float>());
            multiplyRound(round, waiting.const_data_ptr<float>());
        }
    }

private:
    [[nodiscard]] ChannelSpan chunkFrom(std::int64_t channel) const
    {
        return {channel, std::min(kInputs, m_pictures.in - channel)};
    }

    /// Where a tile waits: chunks of [points][m_stride], rows of chunk.count numbers.
    [[nodiscard]] std::int64_t placeOf(std::int64_t tile, ChannelSpan chunk, std::int64_t point) const
    {
        return (chunk.first / kInputs * m_points + point) * m_stride + tile * chunk.count;
    }

    void transformRound(TileSpan round, float* waiting) const
    {
        dealOut(round.count, kFewestTiles, [&](std::int64_t begin, std::int64_t end) {
            for (ChannelSpan chunk = chunkFrom(0); chunk.count > 0; chunk = chunkFrom(chunk.first + chunk.count))
                m_loops.winograd->transformInput(waiting + placeOf(begin, chunk, 0), m_stride, m_pictures,
                    {round.first + begin, end - begin}, chunk, m_side, m_zeros.const_data_ptr<float>());
        });
    }

    void multiplyRound(TileSpan round, const float* waiting) const
    {
        const panels::Cut cut{m_panels, round.count, kBlock, m_points * m_pictures.in * kPanel};
        panels::deal(cut, [&](const panels::Run& run) {
            const std::int64_t productStride = kernels::pointStride(kBlock, kPanel);
            const at::Tensor products = at::empty({m_points * productStride}, m_zeros.options());
            const at::Tensor weights =
                at::empty({m_weights.defined() ? 0 : m_points * kWeightStride}, m_zeros.options());
            run.forParts([&](const panels::Part& part, const panels::Part& next) {
                for (ChannelSpan chunk = chunkFrom(0); chunk.count > 0; chunk = chunkFrom(chunk.first + chunk.count))
                    multiplyChunk({part, chunk}, following(part, chunk, next), waiting, weights.data_ptr<float>(),
                        products.data_ptr<float>());
                m_loops.winograd->transformOutput(m_result, products.const_data_ptr<float>(), productStride, m_pictures,
                    {round.first + part.first, part.rows}, m_side, part.panel);
            });
        });
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

    /// \param weights room for those of a chunk
    void multiplyChunk(
        const Piece& piece, const Piece& next, const float* waiting, float* weights, float* products) const
    {
        const auto& [part, chunk] = piece;
        const float* factors = m_weights.defined() ? weightsOf(part.panel, chunk) : weights;
        if (!m_weights.defined())
            transformKernels(weights, part.panel, chunk);
        for (std::int64_t point = 0; point < m_points; ++point, factors += kWeightStride) {
            const float* rows = waiting + placeOf(part.first, chunk, point);
            const std::int64_t nextRows = point + 1 < m_points ? part.rows * chunk.count : 0;
            m_loops.products->multiply(
                {products + point * kernels::pointStride(kBlock, kPanel), rows, factors, chunk.count, part.rows,
                    chunk.count, chunk.first != 0, nextWeights(piece, next, point), {rows + m_stride, nextRows}});
        }
    }

    /// What is to be fetched at a point: the next point's weights where there are any, else a share of the kernels that
    /// are transformed next.
    [[nodiscard]] kernels::Stretch nextWeights(const Piece& piece, const Piece& next, std::int64_t point) const
    {
        const auto& [part, chunk] = piece;
        if (m_weights.defined() && point + 1 < m_points)
            return {weightsOf(part.panel, chunk) + (point + 1) * kWeightStride, chunk.count * kPanel};
        if (next.part.rows == 0)
            return {};
        if (m_weights.defined())
            return {weightsOf(next.part.panel, next.chunk), next.chunk.count * kPanel};
        const std::int64_t share = next.chunk.count * 9 * kPanel / m_points;
        return {kernelsOf(next.part.panel, next.chunk) + point * share, share};
    }

    /// From one point to the next in the weights of a chunk.
    static constexpr std::int64_t kWeightStride = kernels::pointStride(kInputs, kPanel);

    [[nodiscard]] const float* kernelsOf(std::int64_t panel, ChannelSpan chunk) const
    {
        return m_kernels + (panel * m_pictures.in + chunk.first) * 9 * kPanel;
    }

    /// Numbers of a panel in m_weights.
    [[nodiscard]] std::int64_t weightsOfPanel() const { return m_chunks * m_points * kWeightStride; }

    [[nodiscard]] const float* weightsOf(std::int64_t panel, ChannelSpan chunk) const
    {
        return m_weights.const_data_ptr<float>() + panel * weightsOfPanel() +
            chunk.first / kInputs * m_points * kWeightStride;
    }

    void transformKernels(float* to, std::int64_t panel, ChannelSpan chunk) const
    {
        m_loops.winograd->transformKernels(to, kWeightStride, kernelsOf(panel, chunk), chunk.count, m_side);
    }

    /// Where many blocks of tiles share them, the weights of all points at once.
    void transformWeights()
    {
        const at::Tensor weights = at::empty({m_panels * weightsOfPanel()}, m_zeros.options());
        dealOut(m_panels * m_chunks, 1, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t i = begin; i < end; ++i)
                transformKernels(weights.data_ptr<float>() + i * m_points * kWeightStride, i / m_chunks,
                    chunkFrom(i % m_chunks * kInputs));
        });
        m_weights = weights;
    }

    const kernels::Loops& m_loops;
    const float* m_kernels;
    std::int64_t m_side;
    std::int64_t m_points;
    std::int64_t m_panels;
    std::int64_t m_chunks;
    at::Tensor m_zeros;
    at::Tensor m_weights;  // [panels][chunks][points][kWeightStride], or undefined: transformed block by block
    std::vector<std::int64_t> m_rowStarts;
    std::vector<std::int64_t> m_columnStarts;
    kernels::WinogradPictures m_pictures;
    kernels::WinogradResult m_result;
    std::int64_t m_tiles = 0;
    std::int64_t m_round = 0;   // tiles
    std::int64_t m_stride = 0;  // from one point of a round's tiles to the next
};

/// What a convolution takes for each pair of channels, in products of a number.
std::int64_t cost(std::int64_t pictures, std::array<std::int64_t, 2> size, std::int64_t side)
{
    const std::int64_t tiles = pictures * ((size[0] + side - 1) / side) * ((size[1] + side - 1) / side);
    const std::int64_t transform = side == 2 ? 60 : 135;  // operations for a kernel, loads and stores included
    return kernels::winogradPoints(side) * tiles + transform * ((tiles + kBlock - 1) / kBlock);
}

}  // namespace

at::Tensor pack(const at::Tensor& weight)
{
    return panels::pack(weight.contiguous().view({weight.size(0), weight.size(1) * 9}));
}

std::int64_t bestSide(std::int64_t pictures, std::array<std::int64_t, 2> size)
{
    return cost(pictures, size, 2) < cost(pictures, size, 4) ? 2 : 4;
}

at::Tensor conv2d(const at::Tensor& weight, const at::Tensor& bias, const Input& input)
{
    return conv2d(weight, bias, input, bestSide(input.x.size(0), input.size));
}

at::Tensor conv2d(const at::Tensor& weight, const at::Tensor& bias, const Input& input, std::int64_t side,
    const kernels::Loops& loops)
{
    const auto& [x, size, other] = input;
    const at::Tensor output = at::empty(
        {x.size(0), bias.size(0), size[0], size[1]}, x.options().memory_format(at::MemoryFormat::ChannelsLast));
    const at::Tensor added = other.defined() ? other.contiguous(at::MemoryFormat::ChannelsLast) : other;
    const at::Tensor pixels = x.contiguous(at::MemoryFormat::ChannelsLast);
    Convolution(weight, bias, {pixels, size, added}, output, side, loops).run();
    return output;
}

}  // namespace reverie::engine::winograd
