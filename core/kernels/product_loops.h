#pragma once

// The loops of product.h, for the instruction set that the file is compiled for.

#include "core/kernels/product.h"
#include "core/kernels/rows_loops.h"
#include "core/kernels/vector.h"

namespace reverie::kernels {
namespace {

[[gnu::always_inline]] inline Vector lanesOf(const float* from)
{
    return load(from);
}

/// Their bits, which transposing leaves as they are.
[[gnu::always_inline]] inline Vector lanesOf(const std::uint16_t* from)
{
    return (Vector)loadShorts(from);
}

[[gnu::always_inline]] inline void storeLanes(float* to, Vector lanes)
{
    store(to, lanes);
}

[[gnu::always_inline]] inline void storeLanes(std::uint16_t* to, Vector lanes)
{
    storeShorts(to, (UnsignedVector)lanes);
}

/// Some columns of a panel, from as many rows. \param rows [count, stride], of which `in` numbers are taken
template <typename Number>
[[gnu::always_inline]] inline void packColumns(
    Number* panel, const Number* rows, std::int64_t count, std::int64_t in, std::int64_t stride)
{
    std::int64_t c = 0;
    for (; c + kLanes <= in; c += kLanes) {
        Vector square[kLanes];
        for (int i = 0; i < kLanes; ++i)
            square[i] = i < count ? lanesOf(rows + i * stride + c) : Vector{};
        transpose(square);
        for (int i = 0; i < kLanes; ++i)
            storeLanes(panel + (c + i) * kPanel, square[i]);
    }
    for (; c < in; ++c)
        for (int i = 0; i < kLanes; ++i)
            panel[c * kPanel + i] = i < count ? rows[i * stride + c] : Number{};
}

template <typename Number>
void packRows(Number* panel, const Number* rows, std::int64_t count, std::int64_t in)
{
    constexpr std::int64_t kAtATime = 64;  // inputs: a part of the panel that lies in a core's first cache
    for (std::int64_t first = 0; first < in; first += kAtATime)
        for (std::int64_t i = 0; i < kPanel; i += kLanes)
            packColumns(panel + first * kPanel + i, rows + i * in + first, count - i,
                in - first < kAtATime ? in - first : kAtATime, in);
}

void widen(float* to, StoredNumbers numbers, std::int64_t count)
{
    withNumbers(numbers, [&](const auto* from) {
        for (std::int64_t i = 0; i < count; i += kLanes)
            store(to + i, widened(from + i));
    });
}

/// Numbers of a cache line.
constexpr std::int64_t kLine = 16;
constexpr std::int64_t kLinesOfPanel = kPanel / kLine;

/// What a block is to fetch, which its loops over the inputs do: one line at each turn.
struct Errand {
    Stretch stretches[4];
    int at = 0;
};

/// The part of an errand that one loop over `turns` inputs does.
[[gnu::always_inline]] inline Stretch take(Errand& errand, std::int64_t turns)
{
    while (errand.at < 3 && errand.stretches[errand.at].count == 0)
        ++errand.at;
    Stretch& from = errand.stretches[errand.at];
    const std::int64_t most = turns / kLinesOfPanel * kPanel;
    const Stretch taken{from.first, from.count < most ? from.count : most, from.stride};
    from.first += taken.count / kPanel * from.stride;
    from.count -= taken.count;
    return taken;
}

template <int kCount>
[[gnu::always_inline]] inline void multiplyInput(
    Vector (&sums)[kCount][kWide], const float* x, std::int64_t stride, const float* weights)
{
    Vector weight[kWide];
    for (int n = 0; n < kWide; ++n)
        weight[n] = load(weights + n * kLanes);
    for (int i = 0; i < kCount; ++i)
        for (int n = 0; n < kWide; ++n)
            sums[i][n] += weight[n] * x[i * stride];
}

template <int kCount>
[[gnu::always_inline]] inline void multiplyRows(
    const ProductBlock& block, std::int64_t row, std::int64_t column, Errand& errand)
{
    float* products = block.products + row * kPanel + column;
    const float* x = block.x + row * block.stride;
    const float* panel = block.panel + column;
    const Stretch ahead = take(errand, block.in);
    Vector sums[kCount][kWide];
    for (int i = 0; i < kCount; ++i)
        for (int n = 0; n < kWide; ++n)
            sums[i][n] = block.adds ? load(products + i * kPanel + n * kLanes) : Vector{};
    std::int64_t c = 0;
    for (; c * kLine < ahead.count; ++c, ++x, panel += kPanel) {
        __builtin_prefetch(ahead.first + c / kLinesOfPanel * ahead.stride + c % kLinesOfPanel * kLine, 0, 2);
        multiplyInput(sums, x, block.stride, panel);
    }
    for (; c < block.in; ++c, ++x, panel += kPanel)
        multiplyInput(sums, x, block.stride, panel);
    for (int i = 0; i < kCount; ++i)
        for (int n = 0; n < kWide; ++n)
            store(products + i * kPanel + n * kLanes, sums[i][n]);
}

void multiplyRest(const ProductBlock& block, std::int64_t row, std::int64_t column, Errand& errand)
{
    switch (block.rows - row) {
    case 1:
        return multiplyRows<1>(block, row, column, errand);
    case 2:
        return multiplyRows<2>(block, row, column, errand);
    case 3:
        return multiplyRows<3>(block, row, column, errand);
    case 4:
        return multiplyRows<4>(block, row, column, errand);
    case 5:
        return multiplyRows<5>(block, row, column, errand);
    default:
        return;
    }
}

void multiply(const ProductBlock& block)
{
    Errand errand{{block.results, block.others, block.nextPanel, block.nextRows}};
    for (std::int64_t column = 0; column < kPanel; column += kWide * kLanes) {
        std::int64_t row = 0;
        for (; row + kRows <= block.rows; row += kRows)
            multiplyRows<kRows>(block, row, column, errand);
        multiplyRest(block, row, column, errand);
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

constexpr ProductLoops kProducts{&packRows<float>, &packRows<std::uint16_t>, &widen, &multiply, &finish, &finishGated};

}  // namespace
}  // namespace reverie::kernels
