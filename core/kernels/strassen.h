#pragma once

#include "core/kernels/product.h"

#include <cstdint>

/// Products of matrices in seven multiplications of quarters instead of eight: fp32, one thread.
/// Source: Strassen 1969, "Gaussian elimination is not optimal". Products are added up where their sums lie, as Huang
/// et al. 2016, "Strassen's algorithm reloaded".
namespace reverie::kernels {

/// Sums and differences of a matrix's quarters that are multiplied; the other two factors are quarters as they are.
inline constexpr std::int64_t kQuarterSums = 5;

/// Numbers of the sums for a block of rows: [rows / 2, in / 2] each.
[[nodiscard]] constexpr std::int64_t rowSumsSize(std::int64_t rows, std::int64_t in)
{
    return kQuarterSums * matrixStride(rows / 2, in / 2);
}

/// Numbers of the sums for a pair of panels: [in / 2, kPanel] each.
[[nodiscard]] constexpr std::int64_t panelSumsSize(std::int64_t in)
{
    return kQuarterSums * (in / 2) * kPanel;
}

/// Some rows times a pair of panels, which are the two halves of the outputs. Rows and inputs are halved too.
struct StrassenBlock {
    float* products = nullptr;         ///< [2, rows, kPanel]
    const float* x = nullptr;          ///< [rows, in], `stride` numbers from row to row
    const float* rowSums = nullptr;    ///< from sumRows
    const float* left = nullptr;       ///< a panel, [in, kPanel]
    const float* right = nullptr;      ///< the other
    const float* panelSums = nullptr;  ///< from sumPanels
    std::int64_t stride = 0;
    std::int64_t rows = 0;  ///< even
    std::int64_t in = 0;    ///< even
    bool adds = false;      ///< to what `products` holds already
};

/// The loops for one instruction set.
struct StrassenLoops {
    /// Reads `left`, `right` and `in` of the block. \param sums [panelSumsSize(in)]
    void (*sumPanels)(float* sums, const StrassenBlock& block);
    /// Reads `x`, `stride`, `rows` and `in` of the block. \param sums [rowSumsSize(rows, in)]
    void (*sumRows)(float* sums, const StrassenBlock& block);
    /// products = x * panels, or that much more.
    void (*multiply)(const StrassenBlock& block);
};

}  // namespace reverie::kernels
