#pragma once

// The loops of product.h, for the instruction set that the file is compiled for.

#include "core/kernels/product.h"
#include "core/kernels/rows_loops.h"
#include "core/kernels/vector.h"

namespace reverie::kernels {
namespace {

template <int kCount>
[[gnu::always_inline]] inline void multiplyRows(const ProductBlock& block, std::int64_t row, std::int64_t column)
{
    float* products = block.products + row * kPanel + column;
    const float* x = block.x + row * block.stride;
    const float* panel = block.panel + column;
    Vector sums[kCount][kWide];
    for (int i = 0; i < kCount; ++i)
        for (int n = 0; n < kWide; ++n)
            sums[i][n] = block.adds ? load(products + i * kPanel + n * kLanes) : Vector{};
    for (std::int64_t c = 0; c < block.in; ++c, panel += kPanel) {
        Vector weight[kWide];
        for (int n = 0; n < kWide; ++n)
            weight[n] = load(panel + n * kLanes);
        for (int i = 0; i < kCount; ++i)
            for (int n = 0; n < kWide; ++n)
                sums[i][n] += weight[n] * x[i * block.stride + c];
    }
    for (int i = 0; i < kCount; ++i)
        for (int n = 0; n < kWide; ++n)
            store(products + i * kPanel + n * kLanes, sums[i][n]);
}

void multiplyRest(const ProductBlock& block, std::int64_t row, std::int64_t column)
{
    switch (block.rows - row) {
    case 1:
        return multiplyRows<1>(block, row, column);
    case 2:
        return multiplyRows<2>(block, row, column);
    case 3:
        return multiplyRows<3>(block, row, column);
    case 4:
        return multiplyRows<4>(block, row, column);
    case 5:
        return multiplyRows<5>(block, row, column);
    default:
        return;
    }
}

void multiply(const ProductBlock& block)
{
    for (std::int64_t column = 0; column < kPanel; column += kWide * kLanes) {
        std::int64_t row = 0;
        for (; row + kRows <= block.rows; row += kRows)
            multiplyRows<kRows>(block, row, column);
        multiplyRest(block, row, column);
    }
}

void finish(const PanelResult& result, const float* products)
{
    const auto& [y, bias, others, stride, rows, count] = result;
    for (std::int64_t row = 0; row < rows; ++row, products += kPanel)
        for (std::int64_t c = 0; c < count; ++c) {
            float value = products[c];
            if (bias)
                value += bias[c];
            if (others)
                value += others[row * stride + c];
            y[row * stride + c] = value;
        }
}

void finishGated(const PanelResult& result, const float* values, const float* gates, const float* gateBias)
{
    const auto& [y, bias, others, stride, rows, count] = result;
    for (std::int64_t row = 0; row < rows; ++row, values += kPanel, gates += kPanel)
#pragma GCC ivdep
        for (std::int64_t c = 0; c < count; ++c) {
            const float value = bias ? values[c] + bias[c] : values[c];
            y[row * stride + c] = value * gelu(gateBias ? gates[c] + gateBias[c] : gates[c]);
        }
}

constexpr ProductLoops kProducts{&multiply, &finish, &finishGated};

}  // namespace
}  // namespace reverie::kernels
