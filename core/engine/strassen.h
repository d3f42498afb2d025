#pragma once

#include "core/kernels/strassen.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>

namespace reverie::engine::strassen {

// Products of many rows with a layer's panels in seven eighths of the multiplications (kernels/strassen.h). Panels p
// and p + panels / 2 are a pair; of an odd number of panels the last is multiplied as ever.

/// Whether a layer is large enough to gain by it.
[[nodiscard]] bool pays(std::int64_t out, std::int64_t in);
/// Memory of sumsOf() such a layer's panels.
[[nodiscard]] std::uint64_t bytesOfSums(std::int64_t out, std::int64_t in);
/// What is computed once from a layer's weights.
/// \param panels [panels, in, kPanel], of a layer that pays -> [pairs, numbers]
[[nodiscard]] at::Tensor sumsOf(const at::Tensor& panels, const kernels::Loops& loops = kernels::loops());

/// The matrices of a product.
struct Factors {
    const at::Tensor& x;       ///< [rows, in] contiguous
    const at::Tensor& panels;  ///< [panels, in, kPanel]
    const at::Tensor& sums;    ///< sumsOf(panels)
};

/// Some rows of the products with a pair of panels, or with the last one.
struct Products {
    const float* numbers = nullptr;  ///< [2 or 1, rows, kPanel]
    std::int64_t panel = 0;          ///< the first
    bool isPair = true;
    std::int64_t firstRow = 0;
    std::int64_t rows = 0;
};

/// Multiplies and hands out part after part, from several threads at once. Which rows go together follows from their
/// number alone, so results do not depend on the number of threads.
void multiply(const Factors& factors, const std::function<void(const Products&)>& take,
    const kernels::Loops& loops = kernels::loops());

/// Rows that are best multiplied at a time: a multiple of this.
inline constexpr std::int64_t kRowsAtATime = 96;

}  // namespace reverie::engine::strassen
