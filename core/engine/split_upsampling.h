#pragma once

#include <ATen/core/Tensor.h>

namespace reverie::engine::split {

// Doubling a picture and convolving it by 3x3 without the doubled picture, by operators that every device has. Of the
// nearest pixels a kernel sees 2x2 different ones; which ones depends on whether the result's row and column are even
// or odd. So sums of its taps make four kernels of 2x2, one for each of the four results of a pixel: 16 products where
// the enlarged picture takes 36. (On a CPU winograd.h does it with 6 1/4.)

/// Summed in fp32, rounded once. \param weight [out, in, 3, 3] -> [4 out, in, 2, 2] channels_last: the kernels of
/// results in even rows and even columns, even and odd, odd and even, odd and odd
[[nodiscard]] at::Tensor splitKernels(const at::Tensor& weight);

/// The convolution of the doubled picture, with zeros around it.
/// \param kernels from splitKernels() \param bias [out] \param x [B, in, H, W] -> [B, out, 2 H, 2 W] channels_last
[[nodiscard]] at::Tensor upsampleConv2d(const at::Tensor& kernels, const at::Tensor& bias, const at::Tensor& x);

}  // namespace reverie::engine::split
