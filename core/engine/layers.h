#pragma once

#include <ATen/core/Tensor.h>

#include <array>

namespace reverie::engine {

// The layers that the networks are made of. A layer is a plain struct of weights and a free function.
//
// Pictures are [B, C, H, W] tensors in channels_last order (NHWC in memory), so that their tokens [B, H*W, C] are a
// free view. Everything runs under c10::InferenceMode, which the caller holds; tensors of one layer have one device and
// one type. A weight in an order of its own is "packed": the fast path of a CPU, panels for linear layers and for most
// convolutions of 3x3 (winograd.h), oneDNN's order for the others. The same function with plain weights is the plain
// path, on any device.

/// y = x W^T + b.
struct Linear {
    at::Tensor weight;     ///< [out, in], or panels::pack() of that
    at::Tensor bias;       ///< [out], or undefined
    std::int64_t out = 0;  ///< outputs; read where the weight is packed
};

/// Whether its weight is in panels.
[[nodiscard]] inline bool isPacked(const Linear& layer)
{
    return layer.weight.dim() == 3;
}

/// A convolution with zeros around the picture.
struct Conv2d {
    at::Tensor weight;  ///< [out, in, k, k], or winograd::pack() or packed::packConv2d() of that
    at::Tensor bias;    ///< [out]
    int stride = 1;
    int padding = 1;        ///< on all sides
    at::Tensor split = {};  ///< split::splitKernels() of the weight, see splitUpsampler; or undefined
};

/// \param x [..., in] -> [..., out]
[[nodiscard]] at::Tensor linear(const Linear& layer, const at::Tensor& x);
/// linear(x) + other. \param other [..., out]
[[nodiscard]] at::Tensor linearPlus(const Linear& layer, const at::Tensor& x, const at::Tensor& other);
/// y = linear(x) + other. \param y [..., out] contiguous
void linearPlusInto(const at::Tensor& y, const Linear& layer, const at::Tensor& x, const at::Tensor& other);
/// geglu(linear(x)). \param x [..., in] -> [..., out / 2]
[[nodiscard]] at::Tensor linearGeglu(const Linear& layer, const at::Tensor& x);
/// A 1x1 convolution, its weights kept as a Linear. \param x [B, in, H, W] -> [B, out, H, W]
[[nodiscard]] at::Tensor pointwise(const Linear& layer, const at::Tensor& x);

/// \param x [B, in, H, W] -> [B, out, H', W']
[[nodiscard]] at::Tensor conv2d(const Conv2d& layer, const at::Tensor& x);
/// The same with another bias, [out].
[[nodiscard]] at::Tensor conv2d(const Conv2d& layer, const at::Tensor& x, const at::Tensor& bias);
/// conv2d(x) + other. \param other [B, out, H', W']
[[nodiscard]] at::Tensor conv2dPlus(const Conv2d& layer, const at::Tensor& x, const at::Tensor& other);
/// A convolution of stride 2; with `layer.padding` 0 a column and a row of zeros stand at the far sides.
[[nodiscard]] at::Tensor downsampleConv2d(const Conv2d& layer, const at::Tensor& x);
/// Every pixel enlarged to several, so that the picture has the height and width `size` (the nearest pixel counts),
/// then the convolution.
[[nodiscard]] at::Tensor upsampleConv2d(const Conv2d& layer, const at::Tensor& x, std::array<std::int64_t, 2> size);
/// For a convolution of 3x3 whose weight is plain and stays where it is: makes upsampleConv2d faster where it doubles.
void splitUpsampler(Conv2d& layer);

/// value * gelu(gate) with the exact error function. \param x [..., 2 C]: values, then gates -> [..., C]
[[nodiscard]] at::Tensor geglu(const at::Tensor& x);

/// [B, C, H, W] channels_last -> [B, H*W, C], a view.
[[nodiscard]] at::Tensor tokensOf(const at::Tensor& picture);
/// [B, H*W, C] -> [B, C, H, W] channels_last with the height and width of `like`, a view.
[[nodiscard]] at::Tensor pictureOf(const at::Tensor& tokens, const at::Tensor& like);

namespace plain {
/// The slow twin: the same from ATen's operators alone, on any device.
[[nodiscard]] at::Tensor geglu(const at::Tensor& x);
}  // namespace plain

}  // namespace reverie::engine
