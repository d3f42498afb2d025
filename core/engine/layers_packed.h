#pragma once

#include <ATen/core/Tensor.h>

namespace reverie::engine::packed {

// oneDNN's convolutions over weights that it keeps in its own blocked order: fp32 on the CPU. The operators are those
// that torch registers for its own compiler; they are reached through the dispatcher since they stand in no header.

/// Geometry of a convolution with a square kernel.
struct Geometry {
    int stride = 1;
    int padding = 1;
};

/// Whether this libtorch has them.
[[nodiscard]] bool isAvailable();

/// \param weight [out, in, k, k] plain -> packed
[[nodiscard]] at::Tensor packConv2d(const at::Tensor& weight, Geometry geometry);

[[nodiscard]] at::Tensor conv2d(
    const at::Tensor& weight, const at::Tensor& bias, const at::Tensor& x, Geometry geometry);
/// With stride 1 and padding 1.
[[nodiscard]] at::Tensor conv2dPlus(
    const at::Tensor& weight, const at::Tensor& bias, const at::Tensor& x, const at::Tensor& other);

}  // namespace reverie::engine::packed
