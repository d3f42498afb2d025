#pragma once

// The loops of strassen.h, for the instruction set that the file is compiled for.

#include "core/kernels/product_loops.h"
#include "core/kernels/strassen.h"

namespace reverie::kernels {
namespace {

// The seven products, as Strassen numbers them, of quarters x11, x12; x21, x22 of the rows and w11, w12; w21, w22 of
// the panels, and where they belong:
//   1  (x11 + x22) (w11 + w22)   y11, y22        5  (x11 + x12) w22           -y11, y12
//   2  (x21 + x22) w11           y21, -y22       6  (x21 - x11) (w11 + w12)   y22
//   3  x11 (w12 - w22)           y12, y22        7  (x12 - x22) (w21 + w22)   y11
//   4  x22 (w21 - w11)           y11, y21

void sumPanels(float* sums, const StrassenBlock& block)
{
    const std::int64_t count = block.in / 2 * kPanel;
    const float* left = block.left;
    const float* right = block.right;
#pragma GCC ivdep
    for (std::int64_t i = 0; i < count; ++i) {
        sums[i] = left[i] + right[count + i];
        sums[count + i] = right[i] - right[count + i];
        sums[2 * count + i] = left[count + i] - left[i];
        sums[3 * count + i] = left[i] + right[i];
        sums[4 * count + i] = left[count + i] + right[count + i];
    }
}

void sumRows(float* sums, const StrassenBlock& block)
{
    const std::int64_t width = block.in / 2;
    const std::int64_t stride = matrixStride(block.rows / 2, width);
    for (std::int64_t row = 0; row < block.rows / 2; ++row, sums += width) {
        const float* upper = block.x + row * block.stride;
        const float* lower = upper + block.rows / 2 * block.stride;
#pragma GCC ivdep
        for (std::int64_t c = 0; c < width; ++c) {
            sums[c] = upper[c] + lower[width + c];
            sums[stride + c] = lower[c] + lower[width + c];
            sums[2 * stride + c] = upper[c] + upper[width + c];
            sums[3 * stride + c] = lower[c] - upper[c];
            sums[4 * stride + c] = upper[width + c] - lower[width + c];
        }
    }
}

void multiplyQuarters(const StrassenBlock& block)
{
    const std::int64_t rows = block.rows / 2;
    const std::int64_t in = block.in / 2;
    const auto sumOfRows = [&](int i) { return block.rowSums + i * matrixStride(rows, in); };
    const auto sumOfPanels = [&](int i) { return block.panelSums + i * in * kPanel; };
    float* y11 = block.products;
    float* y21 = y11 + rows * kPanel;
    float* y12 = y21 + rows * kPanel;
    float* y22 = y12 + rows * kPanel;
    const float* x22 = block.x + rows * block.stride + in;
    const float* w22 = block.right + in * kPanel;
    const bool adds = block.adds;
    multiplyInto({{y11, 1, adds}, {y22, 1, adds}}, {sumOfRows(0), in, sumOfPanels(0), rows, in});
    multiplyInto({{y21, 1, adds}, {y22, -1, true}}, {sumOfRows(1), in, block.left, rows, in});
    multiplyInto({{y12, 1, adds}, {y22, 1, true}}, {block.x, block.stride, sumOfPanels(1), rows, in});
    multiplyInto({{y11, 1, true}, {y21, 1, true}}, {x22, block.stride, sumOfPanels(2), rows, in});
    multiplyInto({{y11, -1, true}, {y12, 1, true}}, {sumOfRows(2), in, w22, rows, in});
    multiplyInto({{y22, 1, true}, {}}, {sumOfRows(3), in, sumOfPanels(3), rows, in});
    multiplyInto({{y11, 1, true}, {}}, {sumOfRows(4), in, sumOfPanels(4), rows, in});
}

constexpr StrassenLoops kStrassen{&sumPanels, &sumRows, &multiplyQuarters};

}  // namespace
}  // namespace reverie::kernels
