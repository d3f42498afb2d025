#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <optional>

namespace reverie::engine {

// The layers that the networks are made of. A layer is a plain struct of weights and a free function.
//
// Pictures are [B, C, H, W] tensors in channels_last order (NHWC in memory), so that their tokens [B, H*W, C] are a
// free view. Everything runs under c10::InferenceMode, which the caller holds; tensors of one layer have one device and
// one type. A weight that oneDNN keeps in an order of its own is "packed" (`is_mkldnn()`): the fast path of a CPU. The
// same function with plain weights is the plain path, on any device.

/// y = x W^T + b.
struct Linear {
    at::Tensor weight;  ///< [out, in]
    at::Tensor bias;    ///< [out], or undefined
};

/// A convolution with zeros around the picture.
struct Conv2d {
    at::Tensor weight;  ///< [out, in, k, k]
    at::Tensor bias;    ///< [out]
    int stride = 1;
    int padding = 1;  ///< on all sides
};

struct GroupNorm {
    at::Tensor weight;  ///< [C]
    at::Tensor bias;    ///< [C]
    int groups = 32;
    double eps = 1e-5;
};

struct LayerNorm {
    at::Tensor weight;  ///< [C]
    at::Tensor bias;    ///< [C]
    double eps = 1e-5;
};

/// What follows a group norm.
enum class Activation { None, Silu };

/// \param x [..., in] -> [..., out]
[[nodiscard]] at::Tensor linear(const Linear& layer, const at::Tensor& x);
/// linear(x) + other. \param other [..., out]
[[nodiscard]] at::Tensor linearPlus(const Linear& layer, const at::Tensor& x, const at::Tensor& other);
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
/// Each pixel doubled in both directions (or to exactly `size`, [H, W], by the nearest pixel), then the convolution.
[[nodiscard]] at::Tensor upsampleConv2d(
    const Conv2d& layer, const at::Tensor& x, const std::optional<std::array<std::int64_t, 2>>& size = {});

/// Statistics in fp32 over each group's channels and pixels. \param x [B, C, H, W], same shape out
[[nodiscard]] at::Tensor groupNorm(const GroupNorm& layer, const at::Tensor& x, Activation activation);
/// \param x [..., C], same shape out
[[nodiscard]] at::Tensor layerNorm(const LayerNorm& layer, const at::Tensor& x);
/// value * gelu(gate) with the exact error function. \param x [..., 2 C]: values, then gates -> [..., C]
[[nodiscard]] at::Tensor geglu(const at::Tensor& x);

/// [B, C, H, W] channels_last -> [B, H*W, C], a view.
[[nodiscard]] at::Tensor tokensOf(const at::Tensor& picture);
/// [B, H*W, C] -> [B, C, H, W] channels_last with the height and width of `like`, a view.
[[nodiscard]] at::Tensor pictureOf(const at::Tensor& tokens, const at::Tensor& like);

/// The slow twins of the hand-written kernels: the same results from ATen's operators alone, on any device.
namespace plain {
[[nodiscard]] at::Tensor groupNorm(const GroupNorm& layer, const at::Tensor& x, Activation activation);
[[nodiscard]] at::Tensor geglu(const at::Tensor& x);
}  // namespace plain

}  // namespace reverie::engine
