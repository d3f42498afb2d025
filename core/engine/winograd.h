#pragma once

#include "core/kernels/winograd.h"

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>

namespace reverie::engine::winograd {

// 3x3 convolutions with stride 1 and zeros around the picture, in fp32 on the CPU, with a quarter (or four ninths) of
// the products: see kernels/winograd.h. Weights take no more memory than plain ones: they are transformed on the way
// into a core's cache, which costs little beside the products.

/// \param weight [out, in, 3, 3] float32 -> [panels, in * 9, kPanel], missing output channels 0
[[nodiscard]] at::Tensor pack(const at::Tensor& weight);

/// What is convolved.
struct Input {
    const at::Tensor& x;  ///< [B, in, H, W] channels_last
    std::array<std::int64_t, 2>
        size;  ///< height and width of the result; where they differ from x's, its nearest pixels are enlarged first
    at::Tensor other = {};  ///< [B, out, height, width], added to the result; or undefined
};

/// The side of tiles, 2 or 4, that takes least for so many pictures of results.
[[nodiscard]] std::int64_t bestSide(std::int64_t pictures, std::array<std::int64_t, 2> size);

/// The convolution. Its result does not depend on the number of threads.
/// \param weight from pack() \param bias [out] \param side of the tiles, 2 or 4
/// \return [B, out, height, width] channels_last
[[nodiscard]] at::Tensor conv2d(const at::Tensor& weight, const at::Tensor& bias, const Input& input, std::int64_t side,
    const kernels::Loops& loops = kernels::loops());
/// The same with the best side.
[[nodiscard]] at::Tensor conv2d(const at::Tensor& weight, const at::Tensor& bias, const Input& input);

}  // namespace reverie::engine::winograd
