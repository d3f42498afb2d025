#pragma once

// The loops of product.h, for the instruction set that the file is compiled for.

#include "core/kernels/product.h"
#include "core/kernels/rows_loops.h"
#include "core/kernels/vector.h"

namespace reverie::kernels {
namespace {

/// A product of some rows and one panel.
struct Product {
    const float* x;
    std::int64_t stride;
    const float* panel;
    std::int64_t rows;
    std::int64_t in;
};

/// Where products go: added to what is there, or put there.
struct Destination {
    float* products = nullptr;  // [rows, kPanel], or null = nowhere
    float sign = 1;
    bool adds = false;
};

template <int kCount>
[[gnu::always_inline]] inline void put(
    const Destination& destination, std::int64_t at, const Vector (&sums)[kCount][kWide], bool adds)
{
    for (int i = 0; i < kCount; ++i)
        for (int n = 0; n < kWide; ++n) {
            float* to = destination.products + at + i * kPanel + n * kLanes;
            store(to, sums[i][n] * destination.sign + (adds ? load(to) : Vector{}));
        }
}

template <int kCount>
[[gnu::always_inline]] inline void multiplyRows(
    const Product& product, const Destination (&destinations)[2], std::int64_t row, std::int64_t column)
{
    const float* x = product.x + row * product.stride;
    const float* panel = product.panel + column;
    Vector sums[kCount][kWide] = {};
    for (std::int64_t c = 0; c < product.in; ++c, panel += kPanel) {
        Vector weight[kWide];
        for (int n = 0; n < kWide; ++n)
            weight[n] = load(panel + n * kLanes);
        for (int i = 0; i < kCount; ++i)
            for (int n = 0; n < kWide; ++n)
                sums[i][n] += weight[n] * x[i * product.stride + c];
    }
    for (const Destination& destination : destinations)
        if (destination.products) {
            if (destination.adds)
                put(destination, row * kPanel + column, sums, true);
            else
                put(destination, row * kPanel + column, sums, false);
        }
}

void multiplyRest(const Product& product, const Destination (&destinations)[2], std::int64_t row, std::int64_t column)
{
    switch (product.rows - row) {
    case 1:
        return multiplyRows<1>(product, destinations, row, column);
    case 2:
        return multiplyRows<2>(product, destinations, row, column);
    case 3:
        return multiplyRows<3>(product, destinations, row, column);
    case 4:
        return multiplyRows<4>(product, destinations, row, column);
    case 5:
        return multiplyRows<5>(product, destinations, row, column);
    default:
        return;
    }
}

void multiplyInto(const Destination (&destinations)[2], const Product& product)
{
    for (std::int64_t column = 0; column < kPanel; column += kWide * kLanes) {
        std::int64_t row = 0;
        for (; row + kRows <= product.rows; row += kRows)
            multiplyRows<kRows>(product, destinations, row, column);
        multiplyRest(product, destinations, row, column);
    }
}

void multiply(const ProductBlock& block)
{
    multiplyInto({{block.products, 1, block.adds}, {}}, {block.x, block.stride, block.panel, block.rows, block.in});
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
