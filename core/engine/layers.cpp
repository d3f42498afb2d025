#include "core/engine/layers.h"

#include "core/engine/cuda_kernels.h"
#include "core/engine/deal_out.h"
#include "core/engine/layers_packed.h"
#include "core/engine/panels.h"
#include "core/engine/split_upsampling.h"
#include "core/engine/winograd.h"
#include "core/kernels/rows.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace reverie::engine {
namespace {

bool isFast(const at::Tensor& x)
{
    return x.is_cpu() && x.scalar_type() == at::kFloat;
}

bool isPacked(const Conv2d& layer)
{
    return layer.weight.dim() == 3;
}

panels::Layer panelsOf(const Linear& layer)
{
    return {layer.weight, layer.bias, layer.out};
}

}  // namespace

at::Tensor linear(const Linear& layer, const at::Tensor& x)
{
    return isPacked(layer) ? panels::linear(panelsOf(layer), x) : at::linear(x, layer.weight, layer.bias);
}

at::Tensor linearPlus(const Linear& layer, const at::Tensor& x, const at::Tensor& other)
{
    return isPacked(layer) ? panels::linear(panelsOf(layer), x, other)
                           : at::linear(x, layer.weight, layer.bias).add_(other);
}

void linearPlusInto(const at::Tensor& y, const Linear& layer, const at::Tensor& x, const at::Tensor& other)
{
    if (isPacked(layer))
        panels::linearInto(y, panelsOf(layer), x, other);
    else
        y.copy_(linearPlus(layer, x, other));
}

at::Tensor linearGeglu(const Linear& layer, const at::Tensor& x)
{
    const bool isWhole = layer.out % (2 * kernels::kPanel) == 0;
    return isPacked(layer) && isWhole ? panels::gatedLinear(panelsOf(layer), x) : geglu(linear(layer, x));
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
    if (isPacked(layer))
        return winograd::conv2d(layer.weight, bias, {x, {x.size(2), x.size(3)}});
    if (layer.weight.is_mkldnn())
        return packed::conv2d(layer.weight, bias, x, {layer.stride, layer.padding});
    return at::conv2d(x, layer.weight, bias, layer.stride, layer.padding);
}

at::Tensor conv2dPlus(const Conv2d& layer, const at::Tensor& x, const at::Tensor& other)
{
    if (isPacked(layer))
        return winograd::conv2d(layer.weight, layer.bias, {x, {x.size(2), x.size(3)}, other});
    // Torch cannot tell the order of a picture of one pixel and fails to hand it to oneDNN as a second operand.
    const bool isOnePixel = other.size(2) == 1 && other.size(3) == 1;
    if (layer.weight.is_mkldnn() && !isOnePixel)
        return packed::conv2dPlus(layer.weight, layer.bias, x, other);
    if (!x.is_cuda())
        return conv2d(layer, x).add_(other);
    // cuDNN would add the bias in a pass of its own.
    const at::Tensor y = conv2d(layer, x, {});
    return cuda::addTo(y, layer.bias, other) ? y : y.add_(layer.bias.view({1, -1, 1, 1})).add_(other);
}

at::Tensor downsampleConv2d(const Conv2d& layer, const at::Tensor& x)
{
    if (layer.padding != 0)
        return conv2d(layer, x);
    return conv2d(layer, at::constant_pad_nd(x, {0, 1, 0, 1}).contiguous(at::MemoryFormat::ChannelsLast));
}

at::Tensor upsampleConv2d(const Conv2d& layer, const at::Tensor& x, std::array<std::int64_t, 2> size)
{
    if (isPacked(layer))
        return winograd::conv2d(layer.weight, layer.bias, {x, size});
    if (layer.split.defined() && size[0] == 2 * x.size(2) && size[1] == 2 * x.size(3))
        return split::upsampleConv2d(layer.split, layer.bias, x);
    return conv2d(layer, at::upsample_nearest2d(x, size));
}

void splitUpsampler(Conv2d& layer)
{
    layer.split = split::splitKernels(layer.weight);
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
    dealOut(output.numel() / channels, kernels::rowsPerThread(channels), [&](std::int64_t begin, std::int64_t end) {
        kernels::loops().rows->gegluRows(to + begin * channels, from + 2 * begin * channels, end - begin, channels);
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
