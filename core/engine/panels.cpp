#include "core/engine/panels.h"

#include "core/engine/deal_out.h"

#include <ATen/ops/empty.h>

#include <algorithm>

namespace reverie::engine::panels {
namespace {

using kernels::kPanel;

/// Rows of which a thread's share of a panel is made up.
constexpr std::int64_t kShare = 16;
/// Rows and inputs that are multiplied at a time: with a panel's part they lie in a core's second cache.
constexpr std::int64_t kMostRows = 96;
constexpr std::int64_t kMostInputs = 1280;
/// Fewer products are not worth another thread.
constexpr std::int64_t kLeastProducts = std::int64_t{1} << 17;

/// One call of a layer: its matrices as numbers.
class Product final {
public:
    Product(const Layer& layer, const at::Tensor& x, const kernels::ProductLoops& loops)
        : m_loops(loops), m_x(x.contiguous()), m_panels(layer.panels.const_data_ptr<float>()), m_in(x.size(-1)),
          m_rows(x.numel() / m_in)
    {
    }

    [[nodiscard]] Cut cut(std::int64_t panels) const { return {panels, m_rows, kMostRows, m_in * kPanel}; }

    /// \param products [part.rows, kPanel] \param next what is multiplied after it
    void multiply(float* products, const Part& part, const Part& next) const
    {
        for (std::int64_t first = 0; first < m_in; first += kMostInputs) {
            const std::int64_t count = std::min(kMostInputs, m_in - first);
            kernels::ProductBlock block{products, rowsOf(part) + first, panelOf(part) + first * kPanel, m_in, part.rows,
                count, first != 0, {}, {}};
            if (first + count < m_in)
                block.nextPanel = {block.panel + count * kPanel, std::min(kMostInputs, m_in - first - count) * kPanel};
            else if (next.rows != 0)
                fetch(block, part, next);
            m_loops.multiply(block);
        }
    }

private:
    [[nodiscard]] const float* rowsOf(const Part& part) const
    {
        return m_x.const_data_ptr<float>() + part.first * m_in;
    }
    [[nodiscard]] const float* panelOf(const Part& part) const { return m_panels + part.panel * m_in * kPanel; }

    void fetch(kernels::ProductBlock& block, const Part& part, const Part& next) const
    {
        if (next.panel != part.panel || m_in > kMostInputs)
            block.nextPanel = {panelOf(next), std::min(kMostInputs, m_in) * kPanel};
        if (next.first != part.first && m_in <= kMostInputs)
            block.nextRows = {rowsOf(next), next.rows * m_in};
    }

    const kernels::ProductLoops& m_loops;
    at::Tensor m_x;
    const float* m_panels;
    std::int64_t m_in;
    std::int64_t m_rows;
};

at::Tensor resultFor(const at::Tensor& x, std::int64_t out)
{
    std::vector<std::int64_t> shape = x.sizes().vec();
    shape.back() = out;
    return at::empty(shape, x.options());
}

const float* numbersOf(const at::Tensor& tensor)
{
    return tensor.defined() ? tensor.const_data_ptr<float>() : nullptr;
}

const float* from(const float* numbers, std::int64_t at)
{
    return numbers ? numbers + at : nullptr;
}

}  // namespace

at::Tensor pack(const at::Tensor& weight, const kernels::Loops& loops)
{
    const at::Tensor plain = weight.contiguous();
    const std::int64_t out = weight.size(0);
    const std::int64_t in = weight.size(1);
    const at::Tensor packed = at::empty({count(out), in, kPanel}, weight.options());
    for (std::int64_t n = 0; n < out; n += kPanel)
        loops.products->pack(
            packed.data_ptr<float>() + n * in, plain.const_data_ptr<float>() + n * in, std::min(kPanel, out - n), in);
    return packed;
}

at::Tensor unpack(const at::Tensor& panels, std::int64_t out)
{
    return panels.transpose(1, 2).reshape({-1, panels.size(1)}).narrow(0, 0, out);
}

at::Tensor linear(const Layer& layer, const at::Tensor& x, const at::Tensor& other, const kernels::Loops& loops)
{
    const Product product(layer, x, *loops.products);
    const at::Tensor result = resultFor(x, layer.out);
    const at::Tensor added = other.defined() ? other.contiguous() : other;
    auto* y = result.data_ptr<float>();
    deal(product.cut(count(layer.out)), [&](const Run& run) {
        const at::Tensor products = at::empty({kMostRows, kPanel}, x.options());
        run.forParts([&](const Part& part, const Part& next) {
            product.multiply(products.data_ptr<float>(), part, next);
            const std::int64_t column = part.panel * kPanel;
            const std::int64_t start = part.first * layer.out + column;
            loops.products->finish({y + start, from(numbersOf(layer.bias), column), from(numbersOf(added), start),
                                       layer.out, part.rows, std::min(kPanel, layer.out - column)},
                products.const_data_ptr<float>());
        });
    });
    return result;
}

at::Tensor gatedLinear(const Layer& layer, const at::Tensor& x, const kernels::Loops& loops)
{
    const Product product(layer, x, *loops.products);
    const std::int64_t out = layer.out / 2;
    const at::Tensor result = resultFor(x, out);
    auto* y = result.data_ptr<float>();
    deal(product.cut(count(out)), [&](const Run& run) {
        const at::Tensor products = at::empty({2, kMostRows, kPanel}, x.options());
        float* values = products[0].data_ptr<float>();
        float* gates = products[1].data_ptr<float>();
        run.forParts([&](const Part& part, const Part& next) {
            const Part ofGates{part.panel + count(out), part.first, part.rows};
            product.multiply(values, part, ofGates);
            product.multiply(gates, ofGates, next);
            const std::int64_t column = part.panel * kPanel;
            const float* bias = from(numbersOf(layer.bias), column);
            loops.products->finishGated(
                {y + part.first * out + column, bias, nullptr, out, part.rows, kPanel}, values, gates, from(bias, out));
        });
    });
    return result;
}

Run::Run(const Cut& cut, std::int64_t begin, std::int64_t end, const std::atomic<std::int64_t>& next)
    : m_cut(cut), m_next(next), m_begin(begin), m_end(end), m_count(cut.panels * sharesOf(cut.rows))
{
}

std::int64_t Run::sharesOf(std::int64_t rows)
{
    return (rows + kShare - 1) / kShare;
}

Part Run::partAt(std::int64_t share, std::int64_t end) const
{
    const std::int64_t ofPanel = sharesOf(m_cut.rows);
    const std::int64_t first = share % ofPanel * kShare;
    const std::int64_t shares = std::min({end - share, ofPanel - share % ofPanel, m_cut.mostRows / kShare});
    return {share / ofPanel, first, std::min(shares * kShare, m_cut.rows - first)};
}

void deal(const Cut& cut, const std::function<void(const Run&)>& work)
{
    const std::int64_t grain = std::max<std::int64_t>(1, kLeastProducts / (kShare * cut.productsOfRow));
    dealOutRuns(cut.panels * Run::sharesOf(cut.rows), grain,
        [&](std::int64_t begin, std::int64_t end, const auto& next) { work(Run(cut, begin, end, next)); });
}

}  // namespace reverie::engine::panels
