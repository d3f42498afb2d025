#pragma once

#include "core/kernels/loops.h"
#include "core/kernels/stored.h"

/// Products of matrices whose second factor is kept in panels of kPanel columns: fp32, one thread.
namespace reverie::kernels {

/// Output channels that are computed together.
inline constexpr std::int64_t kPanel = 64;

/// A panel's part of a linear layer's results: `rows` rows of `count` numbers.
struct PanelResult {
    float* y = nullptr;             ///< `stride` numbers from row to row
    const float* bias = nullptr;    ///< [count], or null
    const float* others = nullptr;  ///< added, with y's stride; or null
    std::int64_t stride = 0;
    std::int64_t rows = 0;
    std::int64_t count = 0;  ///< 1..kPanel
};

/// Numbers that lie next to each other, or kPanel of each row of a matrix.
struct Stretch {
    const float* first = nullptr;
    std::int64_t count = 0;
    std::int64_t stride = kPanel;  ///< from one kPanel of them to the next
};

/// A product of some rows and one panel.
struct ProductBlock {
    float* products = nullptr;     ///< [rows, kPanel]
    const float* x = nullptr;      ///< [rows, in], `stride` numbers from row to row
    const float* panel = nullptr;  ///< [in, kPanel]
    std::int64_t stride = 0;
    std::int64_t rows = 0;
    std::int64_t in = 0;
    bool adds = false;  ///< to what `products` holds already
    Stretch results;    ///< what is read or written after this product: fetched into the core's second cache meanwhile
    Stretch others;
    Stretch nextPanel;
    Stretch nextRows;
};

/// The loops for one instruction set.
struct ProductLoops {
    /// Rows of weights become the columns of a panel; what is left of the panel becomes 0. \param panel [in, kPanel]
    /// \param rows [count, in] \param count 1..kPanel
    void (*pack)(float* panel, const float* rows, std::int64_t count, std::int64_t in);
    /// The same for numbers of 16 bits, whatever they mean.
    void (*packShorts)(std::uint16_t* panel, const std::uint16_t* rows, std::int64_t count, std::int64_t in);
    /// Numbers become fp32. \param count a multiple of kPanel
    void (*widen)(float* to, StoredNumbers numbers, std::int64_t count);
    /// products = x * panel, or that much more.
    void (*multiply)(const ProductBlock& block);
    /// y = products + bias + others. \param products [rows, kPanel]
    void (*finish)(const PanelResult& result, const float* products);
    /// y = values * gelu(gates), both with their biases. \param values, gates products, [rows, kPanel]
    /// \param gateBias [count], or null where `result.bias`, the values', is
    void (*finishGated)(const PanelResult& result, const float* values, const float* gates, const float* gateBias);
};

}  // namespace reverie::kernels
