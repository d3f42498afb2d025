#include "core/engine/winograd.h"

#include "core/engine/deal_out.h"
#include "core/engine/panels.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace reverie::engine::winograd {
namespace {

using kernels::kPanel;
using kernels::TileSpan;

/// Tiles that are multiplied at a time: their products and a panel's weights of one point lie in a core's cache.
constexpr std::int64_t kBlock = 64;
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

/// One convolution: the tiles go through it in rounds.
class Convolution final {
public:
    /// All pictures channels_last.
    Convolution(const at::Tensor& transformed, const at::Tensor& bias, const Input& input, const at::Tensor& output,
        const kernels::Loops& loops)
        : m_loops(loops), m_weights(transformed.const_data_ptr<float>()), m_points(transformed.size(1)),
          m_side(m_points == kernels::winogradPoints(2) ? 2 : 4), m_panels(transformed.size(0)),
          m_zeros(at::zeros({input.x.size(1)}, input.x.options()))
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
    }

    void run() const
    {
        const std::int64_t stride = kernels::pointStride(m_round, m_pictures.in);
        const at::Tensor waiting = at::empty({m_points * stride}, m_zeros.options());
        for (std::int64_t first = 0; first < m_tiles; first += m_round) {
            const TileSpan round{first, std::min(m_round, m_tiles - first)};
            transformRound(round, waiting.data_ptr<float>(), stride);
            multiplyRound(round, waiting.const_data_ptr<float>(), stride);
        }
    }

private:
    void transformRound(TileSpan round, float* waiting, std::int64_t stride) const
    {
        dealOut(round.count, kFewestTiles, [&](std::int64_t begin, std::int64_t end) {
            m_loops.winograd->transformInput(waiting + begin * m_pictures.in, stride, m_pictures,
                {round.first + begin, end - begin}, m_side, m_zeros.const_data_ptr<float>());
        });
    }

    void multiplyRound(TileSpan round, const float* waiting, std::int64_t stride) const
    {
        const panels::Cut cut{m_panels, round.count, kBlock, m_points * m_pictures.in * kPanel};
        panels::deal(cut, [&](const panels::Run& run) {
            const std::int64_t productStride = kernels::pointStride(kBlock, kPanel);
            const at::Tensor products = at::empty({m_points * productStride}, m_zeros.options());
            run.forParts([&](const panels::Part& part, const panels::Part& next) {
                multiplyPart(part, next, {waiting, stride}, products.data_ptr<float>());
                m_loops.winograd->transformOutput(m_result, products.const_data_ptr<float>(), productStride, m_pictures,
                    {round.first + part.first, part.rows}, m_side, part.panel);
            });
        });
    }

    /// Transformed tiles, [points][tiles, in], a point `stride` numbers after the one before.
    struct Waiting {
        const float* tiles = nullptr;
        std::int64_t stride = 0;
    };

    void multiplyPart(const panels::Part& part, const panels::Part& next, const Waiting& waiting, float* products) const
    {
        const std::int64_t in = m_pictures.in;
        for (std::int64_t point = 0; point < m_points; ++point) {
            const bool isLast = point + 1 == m_points;
            const auto [nextPanel, nextRows] = isLast ? factors(next, 0, waiting) : factors(part, point + 1, waiting);
            const auto [panel, rows] = factors(part, point, waiting);
            m_loops.products->multiply({products + point * kernels::pointStride(kBlock, kPanel), rows.first,
                panel.first, in, part.rows, in, false, nextPanel, nextRows});
        }
    }

    /// A part's weights and tiles at a point.
    [[nodiscard]] std::pair<kernels::Stretch, kernels::Stretch> factors(
        const panels::Part& part, std::int64_t point, const Waiting& waiting) const
    {
        const std::int64_t in = m_pictures.in;
        if (part.rows == 0)
            return {};
        return {{m_weights + (part.panel * m_points + point) * in * kPanel, in * kPanel},
            {waiting.tiles + point * waiting.stride + part.first * in, part.rows * in}};
    }

    const kernels::Loops& m_loops;
    const float* m_weights;
    std::int64_t m_points;
    std::int64_t m_side;
    std::int64_t m_panels;
    at::Tensor m_zeros;
    std::vector<std::int64_t> m_rowStarts;
    std::vector<std::int64_t> m_columnStarts;
    kernels::WinogradPictures m_pictures;
    kernels::WinogradResult m_result;
    std::int64_t m_tiles = 0;
    std::int64_t m_round = 0;  // tiles
};

}  // namespace

at::Tensor transformWeight(const at::Tensor& weight, std::int64_t side, const kernels::Loops& loops)
{
    const std::int64_t out = weight.size(0);
    const std::int64_t in = weight.size(1);
    const at::Tensor plain = weight.contiguous();
    const at::Tensor transformed =
        at::empty({panels::count(out), kernels::winogradPoints(side), in, kPanel}, weight.options());
    dealOut(panels::count(out), 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t panel = begin; panel < end; ++panel)
            loops.winograd->transformWeights(transformed.data_ptr<float>() + panel * transformed.stride(0),
                plain.const_data_ptr<float>(), out, in, side, panel);
    });
    return transformed;
}

std::uint64_t transformedBytes(std::int64_t out, std::int64_t in, std::int64_t side)
{
    return static_cast<std::uint64_t>(panels::count(out) * kernels::winogradPoints(side) * in * kPanel) * sizeof(float);
}

at::Tensor conv2d(
    const at::Tensor& transformed, const at::Tensor& bias, const Input& input, const kernels::Loops& loops)
{
    const auto& [x, size, other] = input;
    const at::Tensor output = at::empty(
        {x.size(0), bias.size(0), size[0], size[1]}, x.options().memory_format(at::MemoryFormat::ChannelsLast));
    const at::Tensor added = other.defined() ? other.contiguous(at::MemoryFormat::ChannelsLast) : other;
    const at::Tensor pixels = x.contiguous(at::MemoryFormat::ChannelsLast);
    Convolution(transformed, bias, {pixels, size, added}, output, loops).run();
    return output;
}

}  // namespace reverie::engine::winograd
