#include "core/engine/layers.h"

#include "core/engine/cuda_kernels.h"
#include "core/engine/layers_kernels.h"
#include "core/engine/layers_packed.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>

namespace reverie::engine {
namespace {

bool isFast(const at::Tensor& x)
{
    return x.is_cpu() && x.scalar_type() == at::kFloat;
}

}  // namespace

at::Tensor linear(const Linear& layer, const at::Tensor& x)
{
    if (layer.weight.is_mkldnn())
        return packed::linear(layer.weight, layer.bias, x);
    return at::linear(x, layer.weight, layer.bias);
}

at::Tensor linearPlus(const Linear& layer, const at::Tensor& x, const at::Tensor& other)
{
    if (layer.weight.is_mkldnn())
        return packed::linearPlus(layer.weight, layer.bias, x, other);
    return at::linear(x, layer.weight, layer.bias).add_(other);
}

at::Tensor pointwise(const Linear& layer, const at::Tensor& x)
{
    return pictureOf(linear(layer, tokensOf(x)), x);
}

at::Tensor conv2d(const Conv2d& layer, const at::Tensor& x)
{
    return conv2d(layer, x, layer.bias);
}

at::Tensor conv2d(const Conv2d& layer, const at::Tensor& x, const at::Tensor& bias)
{
    if (layer.weight.is_mkldnn())
        return packed::conv2d(layer.weight, bias, x, {layer.stride, layer.padding});
    return at::conv2d(x, layer.weight, bias, layer.stride, layer.padding);
}

at::Tensor conv2dPlus(const Conv2d& layer, const at::Tensor& x, const at::Tensor& other)
{
    // Torch cannot tell the order of a picture of one pixel and fails to hand it to oneDNN as a second operand.
    const bool isOnePixel = other.size(2) == 1 && other.size(3) == 1;
    if (layer.weight.is_mkldnn() && !isOnePixel)
        return packed::conv2dPlus(layer.weight, layer.bias, x, other);
    return conv2d(layer, x).add_(other);
}

at::Tensor downsampleConv2d(const Conv2d& layer, const at::Tensor& x)
{
    if (layer.padding != 0)
        return conv2d(layer, x);
    return conv2d(layer, at::constant_pad_nd(x, {0, 1, 0, 1}).contiguous(at::MemoryFormat::ChannelsLast));
}

at::Tensor upsampleConv2d(const Conv2d& layer, const at::Tensor& x, std::array<std::int64_t, 2> size)
{
    return conv2d(layer, at::upsample_nearest2d(x, size));
}

at::Tensor doublingConv2d(const DoublingConv2d& layer, const at::Tensor& x)
{
    if (layer.weight.defined())
        return upsampleConv2d({layer.weight, layer.bias}, x, {2 * x.size(2), 2 * x.size(3)});
    std::array<at::Tensor, 4> phases;
    std::transform(layer.phases.begin(), layer.phases.end(), phases.begin(), [&](const at::Tensor& weight) {
        return packed::conv2d(weight, layer.bias, x, {1, 1});
    });
    const kernels::PhaseShape shape{x.size(2), x.size(3), layer.bias.size(0)};
    const at::Tensor output = at::empty({x.size(0), shape.channels, 2 * shape.height, 2 * shape.width},
        x.options().memory_format(at::MemoryFormat::ChannelsLast));
    for (std::int64_t b = 0; b < x.size(0); ++b) {
        std::array<const float*, 4> sources{};
        std::transform(phases.begin(), phases.end(), sources.begin(),
            [&](const at::Tensor& phase) { return phase.const_data_ptr<float>() + b * phase.stride(0); });
        float* to = output.data_ptr<float>() + b * output.stride(0);
        at::parallel_for(0, shape.height, kernels::rowsPerThread(4 * shape.width * shape.channels),
            [&](std::int64_t begin, std::int64_t end) {
                kernels::interleavePhases(to, sources.data(), shape, begin, end - begin);
            });
    }
    return output;
}

at::Tensor doublingPhase(const at::Tensor& weight, int phase)
{
    // Even rows see the source row above once and their own twice; odd rows their own twice and the one below once.
    const auto seenBy = [](const at::Tensor& w, std::int64_t axis, bool isOdd, std::int64_t source) {
        const std::int64_t split = isOdd ? 2 : 1;
        return source == 0 ? w.narrow(axis, 0, split) : w.narrow(axis, split, 3 - split);
    };
    at::Tensor sums = at::empty({weight.size(0), weight.size(1), 2, 2}, weight.options());
    for (std::int64_t row = 0; row < 2; ++row)
        for (std::int64_t column = 0; column < 2; ++column) {
            at::Tensor sum = sums.select(2, row).select(2, column);
            at::sum_out(sum, seenBy(seenBy(weight, 2, phase / 2 == 1, row), 3, phase % 2 == 1, column), {2, 3});
        }
    return sums;
}

at::Tensor geglu(const at::Tensor& x)
{
    if (at::Tensor y = cuda::geglu(x); y.defined())
        return y;
    if (!isFast(x))
        return plain::geglu(x);
    const at::Tensor input = x.contiguous();
    std::vector<std::int64_t> shape = x.sizes().vec();
    const std::int64_t channels = shape.back() /= 2;
    const at::Tensor output = at::empty(shape, x.options());
    const float* from = input.const_data_ptr<float>();
    float* to = output.data_ptr<float>();
    at::parallel_for(
        0, output.numel() / channels, kernels::rowsPerThread(channels), [&](std::int64_t begin, std::int64_t end) {
            kernels::gegluRows(to + begin * channels, from + 2 * begin * channels, end - begin, channels);
        });
    return output;
}

at::Tensor tokensOf(const at::Tensor& picture)
{
    return picture.permute({0, 2, 3, 1}).view({picture.size(0), picture.size(2) * picture.size(3), picture.size(1)});
}

at::Tensor pictureOf(const at::Tensor& tokens, const at::Tensor& like)
{
    return tokens.view({tokens.size(0), like.size(2), like.size(3), tokens.size(2)}).permute({0, 3, 1, 2});
}

namespace plain {

at::Tensor geglu(const at::Tensor& x)
{
    const auto halves = x.chunk(2, -1);
    return halves[0] * at::gelu(halves[1]);
}

}  // namespace plain

}  // namespace reverie::engine
