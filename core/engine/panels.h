#pragma once

#include "core/kernels/product.h"

#include <ATen/core/Tensor.h>

#include <atomic>
#include <cstdint>
#include <functional>

namespace reverie::engine::panels {

// Linear layers over weights that are kept in panels of kernels::kPanel outputs, computed in fp32 on the CPU: as fast
// as oneDNN's, for any number of rows the same layout, and what follows the product is done while it is in the cache.
// Weights of 16 bits stay so in memory, half as large, and become fp32 panel by panel on their way into the cache,
// which changes no bit of a result; or they are multiplied in parts (kernels/split.h), which rounds sums in another
// order. Results do not depend on the number of threads.

/// \param weight [out, in] float32, float16 or bfloat16 -> [panels, in, kPanel] of that type, missing outputs 0
[[nodiscard]] at::Tensor pack(const at::Tensor& weight, const kernels::Loops& loops = kernels::loops());

/// Room for such panels, to be filled one by one.
[[nodiscard]] at::Tensor emptyPanels(std::int64_t out, std::int64_t in, at::ScalarType type);
/// Fills one. \param rows [1..kPanel, in] of the panels' type, contiguous
void packPanel(const at::Tensor& panels, std::int64_t panel, const at::Tensor& rows,
    const kernels::Loops& loops = kernels::loops());

/// What pack() was given, [out, in], as float32.
[[nodiscard]] at::Tensor unpack(const at::Tensor& panels, std::int64_t out);

/// The numbers of panels.
[[nodiscard]] kernels::StoredNumbers storedNumbers(const at::Tensor& panels);
/// So many of them, to be fetched.
[[nodiscard]] inline kernels::Stretch stretchOf(kernels::StoredNumbers numbers, std::int64_t count)
{
    return {static_cast<const float*>(numbers.first), count * kernels::bytesOf(numbers.stored) / 4};
}

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

/// y = x W^T + b + other. \param y [..., out] contiguous \param x [..., in] \param other [..., out], or undefined
void linearInto(const at::Tensor& y, const Layer& layer, const at::Tensor& x, const at::Tensor& other = {},
    const kernels::Loops& loops = kernels::loops());
/// The same, made anew.
[[nodiscard]] at::Tensor linear(const Layer& layer, const at::Tensor& x, const at::Tensor& other = {},
    const kernels::Loops& loops = kernels::loops());
/// value * gelu(gate) of what linear() gives: values, then gates. \param layer `out` is an even number of panels
/// \param x [..., in] -> [..., out / 2]
[[nodiscard]] at::Tensor gatedLinear(
    const Layer& layer, const at::Tensor& x, const kernels::Loops& loops = kernels::loops());

/// Some rows of one panel, or of a few in turn.
struct Part {
    std::int64_t panel = 0;
    std::int64_t first = 0;
    std::int64_t rows = 0;
    std::int64_t panels = 1;
};

/// How the rows of all panels are cut up.
struct Cut {
    std::int64_t panels = 0;
    std::int64_t rows = 0;
    std::int64_t mostRows = 0;       ///< of a part; a multiple of 16
    std::int64_t productsOfRow = 1;  ///< of a row and panel, for judging whether threads are worth it
    std::int64_t panelsAtOnce = 1;   ///< that a part's rows are multiplied by

    [[nodiscard]] std::int64_t groups() const { return (panels + panelsAtOnce - 1) / panelsAtOnce; }
};

/// Neighbours that a thread has taken.
class Run final {
public:
    /// \param begin, end in shares of rows, panel by panel \param next where the run begins that will be taken next
    Run(const Cut& cut, std::int64_t begin, std::int64_t end, const std::atomic<std::int64_t>& next);

    /// Calls `work(part, next)` for each part. \param work `next` is what this thread will probably do after it;
    /// without rows where there is nothing
    template <typename Work>
    void forParts(const Work& work) const
    {
        for (std::int64_t share = m_begin; share < m_end;) {
            const Part part = partAt(share, m_end);
            share += sharesOf(part.rows);
            const std::int64_t following = share < m_end ? share : m_next.load(std::memory_order_relaxed);
            work(part, following < m_count ? partAt(following, m_count) : Part{});
        }
    }

    /// The same for each panel of each part.
    template <typename Work>
    void forPanels(const Work& work) const
    {
        forParts([&](const Part& part, const Part& next) {
            const std::int64_t end = part.panel + part.panels;
            for (std::int64_t panel = part.panel; panel < end; ++panel)
                work(Part{panel, part.first, part.rows},
                    panel + 1 < end ? Part{panel + 1, part.first, part.rows} : next);
        });
    }

    /// Runs begin and end between shares of 16 rows.
    [[nodiscard]] static std::int64_t sharesOf(std::int64_t rows);

private:
    /// What begins at a share, up to the share `end` at most.
    [[nodiscard]] Part partAt(std::int64_t share, std::int64_t end) const;

    const Cut& m_cut;
    const std::atomic<std::int64_t>& m_next;
    std::int64_t m_begin;
    std::int64_t m_end;
    std::int64_t m_count;  // shares of all panels
};

/// Deals the rows out to the threads in runs, panel by panel; `work` is called once for each.
void deal(const Cut& cut, const std::function<void(const Run&)>& work);

}  // namespace reverie::engine::panels
