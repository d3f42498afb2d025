#pragma once

#include "core/kernels/product.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <vector>

namespace reverie::engine::panels {

// Linear layers over weights that are kept in panels of kernels::kPanel outputs, in fp32 on the CPU: as fast as
// oneDNN's, for any number of rows the same layout, and what follows the product is done while it is in the cache.
// Results do not depend on the number of threads.

/// \param weight [out, in] float32 -> [panels, in, kPanel], missing outputs 0
[[nodiscard]] at::Tensor pack(const at::Tensor& weight);

/// The number of panels of so many outputs.
[[nodiscard]] constexpr std::int64_t count(std::int64_t out)
{
    return (out + kernels::kPanel - 1) / kernels::kPanel;
}

/// Weights of a layer.
struct Layer {
    const at::Tensor& panels;  ///< from pack()
    const at::Tensor& bias;    ///< [out], or undefined
    std::int64_t out = 0;
};

/// x W^T + b + other. \param x [..., in] \param other [..., out], or undefined -> [..., out]
[[nodiscard]] at::Tensor linear(const Layer& layer, const at::Tensor& x, const at::Tensor& other = {},
    const kernels::Loops& loops = kernels::loops());
/// value * gelu(gate) of what linear() gives: values, then gates. \param layer `out` is an even number of panels
/// \param x [..., in] -> [..., out / 2]
[[nodiscard]] at::Tensor gatedLinear(
    const Layer& layer, const at::Tensor& x, const kernels::Loops& loops = kernels::loops());

/// Some rows of one panel.
struct Part {
    std::int64_t panel = 0;
    std::int64_t first = 0;
    std::int64_t rows = 0;
};

/// How the rows of all panels are cut up.
struct Cut {
    std::int64_t panels = 0;
    std::int64_t rows = 0;
    std::int64_t mostRows = 0;       ///< of a part; a multiple of 16
    std::int64_t productsOfRow = 1;  ///< of a row and panel, for judging whether threads are worth it
};

/// Deals the rows out to the threads in runs, panel by panel; `work` is called once by each with its parts.
void deal(const Cut& cut, const std::function<void(const std::vector<Part>&)>& work);

}  // namespace reverie::engine::panels
