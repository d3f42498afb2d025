#pragma once

#include "core/kernels/winograd.h"

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>

namespace reverie::engine::winograd {

// 3x3 convolutions with stride 1 and zeros around the picture, in fp32 on the CPU, with a quarter (or four ninths) of
// the products: see kernels/winograd.h. The transformed weights take 4 (or 16 / 9) times the memory of the plain ones.

/// Weights at the points of tiles whose results are `side` pixels wide: 4 where there are many tiles, 2 where there are
/// few. \param weight [out, in, 3, 3] float32, plain
/// \return [panels, points, in, kPanel], missing output channels 0
[[nodiscard]] at::Tensor transformWeight(
    const at::Tensor& weight, std::int64_t side, const kernels::Loops& loops = kernels::loops());
/// Bytes of the same.
[[nodiscard]] std::uint64_t transformedBytes(std::int64_t out, std::int64_t in, std::int64_t side);

/// What is convolved.
struct Input {
    const at::Tensor& x;  ///< [B, in, H, W] channels_last
    std::array<std::int64_t, 2>
        size;  ///< height and width of the result; where they differ from x's, its nearest pixels are enlarged first
    at::Tensor other = {};  ///< [B, out, height, width], added to the result; or undefined
};

/// The convolution. Its result does not depend on the number of threads.
/// \param transformed from transformWeight \param bias [out]
/// \return [B, out, height, width] channels_last
[[nodiscard]] at::Tensor conv2d(const at::Tensor& transformed, const at::Tensor& bias, const Input& input,
    const kernels::Loops& loops = kernels::loops());

}  // namespace reverie::engine::winograd
