#include "core/engine/norm.h"

#include "core/engine/cuda_kernels.h"
#include "core/engine/deal_out.h"
#include "core/kernels/rows.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace reverie::engine {
namespace {

/// Rows whose moments are added up in fp32 before they go to double.
constexpr std::int64_t kChunkRows = 128;

std::size_t asSize(std::int64_t number)
{
    return static_cast<std::size_t>(number);
}

/// What turns a picture's channels into normed ones: y = x * scale + shift.
struct ChannelMap {
    std::vector<float> scale;
    std::vector<float> shift;
};

/// Sums of one picture's channels and of their squares, about its first pixel, so that a mean far from 0 costs no
/// digits.
class ChannelMoments final {
public:
    /// \param picture [rows, channels]
    ChannelMoments(const float* picture, std::int64_t rows, std::int64_t channels)
        : m_rows(rows), m_channels(channels), m_pivot(picture), m_moments(asSize(2 * channels))
    {
        const std::int64_t chunks = (rows + kChunkRows - 1) / kChunkRows;
        std::vector<float> parts(asSize(chunks * 2 * channels));
        const std::int64_t grain = std::max<std::int64_t>(1, kernels::kGrain / (kChunkRows * channels));
        dealOut(chunks, grain, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t i = begin; i < end; ++i) {
                float* part = parts.data() + i * 2 * channels;
                kernels::loops().rows->addMoments(picture + i * kChunkRows * channels,
                    std::min(kChunkRows, rows - i * kChunkRows), channels, m_pivot, part, part + channels);
            }
        });
        for (std::size_t i = 0; i < parts.size(); ++i)
            m_moments[i % m_moments.size()] += parts[i];
    }

    [[nodiscard]] ChannelMap map(const GroupNorm& layer) const
    {
        const float* weight = layer.weight.const_data_ptr<float>();
        const float* bias = layer.bias.const_data_ptr<float>();
        ChannelMap result{std::vector<float>(asSize(m_channels)), std::vector<float>(asSize(m_channels))};
        const std::int64_t width = m_channels / layer.groups;
        for (std::int64_t first = 0; first < m_channels; first += width) {
            const auto [mean, deviation] = ofGroup(first, width, layer.eps);
            for (std::int64_t c = first; c < first + width; ++c) {
                result.scale[asSize(c)] = static_cast<float>(weight[c] / deviation);
                result.shift[asSize(c)] = static_cast<float>(bias[c] - weight[c] * mean / deviation);
            }
        }
        return result;
    }

private:
    /// Mean and deviation of the channels of one group together.
    [[nodiscard]] std::pair<double, double> ofGroup(std::int64_t first, std::int64_t width, double eps) const
    {
        const auto rows = static_cast<double>(m_rows);
        double mean = 0;
        for (std::int64_t c = first; c < first + width; ++c)
            mean += (m_pivot[c] + m_moments[asSize(c)] / rows) / static_cast<double>(width);
        double squares = 0;
        for (std::int64_t c = first; c < first + width; ++c) {
            const double off = m_pivot[c] - mean;
            squares += m_moments[asSize(m_channels + c)] + 2 * off * m_moments[asSize(c)] + off * off * rows;
        }
        return {mean, std::sqrt(squares / (rows * static_cast<double>(width)) + eps)};
    }

    std::int64_t m_rows;
    std::int64_t m_channels;
    const float* m_pivot;
    std::vector<double> m_moments;  // sums, then squares
};

bool isFast(const at::Tensor& x)
{
    return x.is_cpu() && x.scalar_type() == at::kFloat;
}

/// \param input, output channels_last; may be the same
at::Tensor normed(const GroupNorm& layer, const at::Tensor& input, const at::Tensor& output, Activation activation)
{
    const std::int64_t channels = input.size(1);
    const std::int64_t rows = input.size(2) * input.size(3);
    const auto scaleRows =
        activation == Activation::Silu ? kernels::loops().rows->scaleRowsSilu : kernels::loops().rows->scaleRows;
    for (std::int64_t b = 0; b < input.size(0); ++b) {
        const float* from = input.const_data_ptr<float>() + b * rows * channels;
        float* to = output.data_ptr<float>() + b * rows * channels;
        const ChannelMap map = ChannelMoments(from, rows, channels).map(layer);
        dealOut(rows, kernels::rowsPerThread(channels), [&](std::int64_t begin, std::int64_t end) {
            const std::int64_t at = begin * channels;
            scaleRows(to + at, from + at, end - begin, channels, map.scale.data(), map.shift.data());
        });
    }
    return output;
}

/// \param added [C], or undefined
at::Tensor plus(const at::Tensor& x, const at::Tensor& added)
{
    return added.defined() ? x + added.view({1, -1, 1, 1}) : x;
}

/// Where our loops do not run.
at::Tensor groupNormElsewhere(
    const GroupNorm& layer, const at::Tensor& x, Activation activation, const at::Tensor& added = {})
{
    const at::Tensor y = cuda::groupNorm(layer, x, activation, added);
    return y.defined() ? y : plain::groupNorm(layer, x, activation, added);
}

}  // namespace

at::Tensor groupNorm(const GroupNorm& layer, const at::Tensor& x, Activation activation)
{
    if (!isFast(x))
        return groupNormElsewhere(layer, x, activation);
    const at::Tensor input = x.contiguous(at::MemoryFormat::ChannelsLast);
    return normed(layer, input, at::empty_like(input), activation);
}

at::Tensor groupNormInPlace(const GroupNorm& layer, const at::Tensor& x, Activation activation, const at::Tensor& added)
{
    if (!isFast(x))
        return groupNormElsewhere(layer, x, activation, added);
    const at::Tensor input = plus(x, added).contiguous(at::MemoryFormat::ChannelsLast);
    return normed(layer, input, input, activation);
}

at::Tensor layerNorm(const LayerNorm& layer, const at::Tensor& x)
{
    return at::layer_norm(x, layer.weight.sizes(), layer.weight, layer.bias, layer.eps);
}

namespace plain {

at::Tensor groupNorm(const GroupNorm& layer, const at::Tensor& x, Activation activation, const at::Tensor& added)
{
    at::Tensor y = at::group_norm(plus(x, added), layer.groups, layer.weight, layer.bias, layer.eps);
    y = y.contiguous(at::MemoryFormat::ChannelsLast);
    return activation == Activation::Silu ? at::silu_(y) : y;
}

}  // namespace plain

}  // namespace reverie::engine
