#pragma once

#include "core/kernels/product.h"

/// Products of fp32 numbers and weights of 16 bits on processors that multiply tiles of bfloat16 (AMX). A number is the
/// sum of three such parts of falling size, a weight of fp16 or bf16 that of two, and a product is the sum of five of
/// theirs; of the sixth, the smallest two's, nothing would be seen in fp32. Summed up in fp32, so that results are as
/// exact as those of whole numbers. Source of the idea: Henry, Tang and Heinecke 2019, arXiv 1904.06376.
///
/// Parts lie in the order in which tiles are loaded. Rows: groups of kSplitRows; of each, kSplit inputs after another;
/// of these, the rows' first parts, then their second, then their third; of a row, those of inputs k and k + kSplit / 2
/// in turns. Panels: kSplit inputs after another; of these, kSplitRows columns after another; of these, the first
/// parts, then the second, [kSplit / 2, columns, inputs k and k + kSplit / 2].
namespace reverie::kernels {

/// Inputs that are split together.
inline constexpr std::int64_t kSplit = 32;
/// Rows that lie together; room for rows is a whole multiple of it.
inline constexpr std::int64_t kSplitRows = 16;

/// Numbers of 32 bits that so many inputs of a row take.
[[nodiscard]] constexpr std::int64_t splitRowSize(std::int64_t in)
{
    return in / 2 * 3;
}

/// The loops for processors that have such products.
struct SplitLoops {
    /// \param to room for whole groups of rows, splitRowSize(in) each \param x [rows, in], contiguous
    /// \param in a multiple of kSplit
    void (*splitRows)(float* to, const float* x, std::int64_t rows, std::int64_t in);
    /// \param to [in, kPanel], not the panel \param panel [in, kPanel], of 16 bits \param in a multiple of kSplit
    void (*splitPanel)(float* to, StoredNumbers panel, std::int64_t in);
    /// As ProductLoops::multiply, of a split panel and split rows, from the first of a group on, `block.stride`
    /// = splitRowSize() apart; there is room for the products of whole groups.
    void (*multiply)(const ProductBlock& block);
};

}  // namespace reverie::kernels
