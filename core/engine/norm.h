#pragma once

#include <ATen/core/Tensor.h>

namespace reverie::engine {

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

/// Statistics over each group's channels and pixels, summed in an order that does not depend on the number of threads.
/// \param x [B, C, H, W] -> the same shape, channels_last
[[nodiscard]] at::Tensor groupNorm(const GroupNorm& layer, const at::Tensor& x, Activation activation);
/// The same of an `x` that nobody else needs or looks at: its memory may be used for the result.
/// \param added [C], to x before its norm; or undefined
[[nodiscard]] at::Tensor groupNormInPlace(
    const GroupNorm& layer, const at::Tensor& x, Activation activation, const at::Tensor& added = {});
/// \param x [..., C] -> the same shape
[[nodiscard]] at::Tensor layerNorm(const LayerNorm& layer, const at::Tensor& x);

namespace plain {
/// The slow twin: the same from ATen's operators alone, on any device.
[[nodiscard]] at::Tensor groupNorm(
    const GroupNorm& layer, const at::Tensor& x, Activation activation, const at::Tensor& added = {});
}  // namespace plain

}  // namespace reverie::engine
