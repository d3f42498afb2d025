#pragma once

#include "core/engine/panels.h"
#include "core/kernels/winograd.h"

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>

namespace reverie::engine::winograd {

// 3x3 convolutions with stride 1 and zeros around the picture, in fp32 on the CPU, with a quarter (or four ninths, or
// 25 of 144 where the picture is doubled first) of the products: see kernels/winograd.h. Weights take no more memory
// than plain ones: they are transformed on the way into a core's cache, which costs little beside the products.

/// \param weight [out, in, 3, 3], a type that panels::pack() takes -> [panels, in * 9, kPanel], missing output channels
/// 0
[[nodiscard]] inline at::Tensor pack(const at::Tensor& weight)
{
    return panels::pack(weight.flatten(1));
}

/// What is convolved.
struct Input {
    const at::Tensor& x;  ///< [B, in, H, W] channels_last
    std::array<std::int64_t, 2>
        size;  ///< height and width of the result; where they differ from x's, its nearest pixels are enlarged first
    at::Tensor other = {};  ///< [B, out, height, width], added to the result; or undefined
};

/// The tiles by which that takes least.
[[nodiscard]] kernels::Tiles bestTiles(const Input& input);

/// The convolution. Its result does not depend on the number of threads.
/// \param weight from pack() \param bias [out] \param tiles Doubling where `input.size` is twice x's \return [B, out,
/// height, width] channels_last
[[nodiscard]] at::Tensor conv2d(const at::Tensor& weight, const at::Tensor& bias, const Input& input,
    kernels::Tiles tiles, const kernels::Loops& loops = kernels::loops());
/// The same with the best tiles.
[[nodiscard]] at::Tensor conv2d(const at::Tensor& weight, const at::Tensor& bias, const Input& input);

}  // namespace reverie::engine::winograd
