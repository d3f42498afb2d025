#include "core/engine/strassen.h"

#include "core/engine/deal_out.h"
#include "core/engine/panels.h"

#include <ATen/ops/empty.h>

#include <algorithm>

namespace reverie::engine::strassen {
namespace {

using kernels::kPanel;

/// Below, the sums take as long as the products that they save.
constexpr std::int64_t kFewestIn = 256;
constexpr std::int64_t kFewestRows = 24;
/// Inputs that are multiplied at a time: the factors of a product lie in a core's second cache.
constexpr std::int64_t kMostInputs = 1280;

/// Calls `work(first, count)` for the inputs that are multiplied at a time.
template <typename Work>
void forInputs(std::int64_t in, const Work& work)
{
    for (std::int64_t first = 0; first < in; first += kMostInputs)
        work(first, std::min(kMostInputs, in - first));
}

/// Numbers of the sums for rows that are multiplied at a time.
std::int64_t rowSumsSize(std::int64_t in)
{
    std::int64_t size = 0;
    forInputs(in, [&](std::int64_t, std::int64_t count) { size += kernels::rowSumsSize(kRowsAtATime, count); });
    return size;
}

class Multiplication final {
public:
    Multiplication(
        const Factors& factors, const std::function<void(const Products&)>& take, const kernels::Loops& loops)
        : m_loops(loops), m_take(take), m_x(factors.x.const_data_ptr<float>()),
          m_panels(factors.panels.const_data_ptr<float>()), m_sums(factors.sums.const_data_ptr<float>()),
          m_rows(factors.x.size(0)), m_in(factors.x.size(1)), m_panelCount(factors.panels.size(0)),
          m_options(factors.x.options())
    {
    }

    /// Of many rows each thread takes some with all panels, so that their sums stay in its cache. Of few, the sums come
    /// first, so that the panels can be dealt out as well.
    void run() const
    {
        constexpr std::int64_t kManyPerThread = 8;
        const std::int64_t blocks = (m_rows + kRowsAtATime - 1) / kRowsAtATime;
        const std::int64_t columns = (m_panelCount + 1) / 2;
        if (blocks >= kManyPerThread * at::get_num_threads())
            return dealOut(blocks, 1, [&](std::int64_t begin, std::int64_t end) {
                const at::Tensor products = makeProducts();
                const at::Tensor sums = makeSums(1);
                for (std::int64_t block = begin; block < end; ++block) {
                    const Part part = partOf(block, sums);
                    sumRows(part);
                    for (std::int64_t column = 0; column < columns; ++column)
                        multiply(part, column, products);
                }
            });
        const at::Tensor sums = makeSums(blocks);
        dealOut(blocks, 1, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t block = begin; block < end; ++block)
                sumRows(partOf(block, sums[block]));
        });
        dealOut(blocks * columns, 1, [&](std::int64_t begin, std::int64_t end) {
            const at::Tensor products = makeProducts();
            for (std::int64_t i = begin; i < end; ++i)
                multiply(partOf(i / columns, sums[i / columns]), i % columns, products);
        });
    }

private:
    /// Some rows.
    struct Part {
        float* sums = nullptr;
        std::int64_t first = 0;
        std::int64_t rows = 0;

        [[nodiscard]] bool isHalved() const { return rows % 2 == 0 && rows >= kFewestRows; }
    };

    at::Tensor makeProducts() const { return at::empty({2, kRowsAtATime, kPanel}, m_options); }
    at::Tensor makeSums(std::int64_t blocks) const { return at::empty({blocks, rowSumsSize(m_in)}, m_options); }

    Part partOf(std::int64_t block, const at::Tensor& sums) const
    {
        const std::int64_t first = block * kRowsAtATime;
        return {sums.data_ptr<float>(), first, std::min(kRowsAtATime, m_rows - first)};
    }

    const float* inputs(const Part& part, std::int64_t input) const { return m_x + part.first * m_in + input; }
    const float* panel(std::int64_t index, std::int64_t input) const
    {
        return m_panels + (index * m_in + input) * kPanel;
    }

    void sumRows(const Part& part) const
    {
        float* sums = part.sums;
        if (part.isHalved())
            forInputs(m_in, [&](std::int64_t first, std::int64_t count) {
                m_loops.strassen->sumRows(
                    sums, {nullptr, inputs(part, first), nullptr, nullptr, nullptr, nullptr, m_in, part.rows, count});
                sums += kernels::rowSumsSize(part.rows, count);
            });
    }

    void multiply(const Part& part, std::int64_t column, const at::Tensor& memory) const
    {
        auto* products = memory.data_ptr<float>();
        const std::int64_t pairs = m_panelCount / 2;
        if (column == pairs)
            multiplyPanel(part, m_panelCount - 1, products);
        else if (part.isHalved())
            multiplyPair(part, column, products);
        else
            for (const int i : {0, 1})
                multiplyPanel(part, column + i * pairs, products + i * part.rows * kPanel);
        m_take({products, column < pairs ? column : m_panelCount - 1, column < pairs, part.first, part.rows});
    }

    void multiplyPair(const Part& part, std::int64_t pair, float* products) const
    {
        const float* rowSums = part.sums;
        const float* panelSums = m_sums + pair * kernels::panelSumsSize(m_in);
        forInputs(m_in, [&](std::int64_t first, std::int64_t count) {
            m_loops.strassen->multiply({products, inputs(part, first), rowSums, panel(pair, first),
                panel(pair + m_panelCount / 2, first), panelSums, m_in, part.rows, count, first != 0});
            rowSums += kernels::rowSumsSize(part.rows, count);
            panelSums += kernels::panelSumsSize(count);
        });
    }

    void multiplyPanel(const Part& part, std::int64_t index, float* products) const
    {
        forInputs(m_in, [&](std::int64_t first, std::int64_t count) {
            m_loops.products->multiply(
                {products, inputs(part, first), panel(index, first), m_in, part.rows, count, first != 0});
        });
    }

    const kernels::Loops& m_loops;
    const std::function<void(const Products&)>& m_take;
    const float* m_x;
    const float* m_panels;
    const float* m_sums;
    std::int64_t m_rows;
    std::int64_t m_in;
    std::int64_t m_panelCount;
    at::TensorOptions m_options;
};

}  // namespace

bool pays(std::int64_t out, std::int64_t in)
{
    return out > kPanel && in >= kFewestIn && in % 2 == 0;
}

std::uint64_t bytesOfSums(std::int64_t out, std::int64_t in)
{
    return static_cast<std::uint64_t>(panels::count(out) / 2 * kernels::panelSumsSize(in)) * sizeof(float);
}

at::Tensor sumsOf(const at::Tensor& panels, const kernels::Loops& loops)
{
    const std::int64_t pairs = panels.size(0) / 2;
    const std::int64_t in = panels.size(1);
    const at::Tensor sums = at::empty({pairs, kernels::panelSumsSize(in)}, panels.options());
    dealOut(pairs, 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t pair = begin; pair < end; ++pair) {
            auto* to = sums[pair].data_ptr<float>();
            const float* left = panels[pair].const_data_ptr<float>();
            const float* right = panels[pair + pairs].const_data_ptr<float>();
            forInputs(in, [&](std::int64_t first, std::int64_t count) {
                loops.strassen->sumPanels(to,
                    {nullptr, nullptr, nullptr, left + first * kPanel, right + first * kPanel, nullptr, in, 0, count});
                to += kernels::panelSumsSize(count);
            });
        }
    });
    return sums;
}

void multiply(const Factors& factors, const std::function<void(const Products&)>& take, const kernels::Loops& loops)
{
    Multiplication(factors, take, loops).run();
}

}  // namespace reverie::engine::strassen
