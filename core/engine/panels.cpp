#include "core/engine/panels.h"

#include "core/engine/deal_out.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <utility>

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

/// A panel as fp32: the weights' own numbers, or what a thread makes of those of 16 bits.
class Factors final {
public:
    Factors(kernels::StoredNumbers numbers, std::int64_t in, const kernels::ProductLoops& loops)
        : m_numbers(numbers), m_in(in), m_loops(loops)
    {
    }

    /// [in, kPanel], until it is asked for another one.
    const float* ofPanel(std::int64_t panel)
    {
        if (m_numbers.stored == kernels::Stored::Float)
            return static_cast<const float*>(storedPanel(panel).first);
        if (!m_room.defined())
            m_room = at::empty({m_in * kPanel}, at::kFloat);
        if (std::exchange(m_panel, panel) != panel)
            m_loops.widen(m_room.data_ptr<float>(), storedPanel(panel), m_in * kPanel);
        return m_room.const_data_ptr<float>();
    }

    /// What has to be in the cache when that panel is asked for next. \param count of its first inputs
    [[nodiscard]] kernels::Stretch beginning(std::int64_t panel, std::int64_t count) const
    {
        if (panel == m_panel)
            return {m_room.const_data_ptr<float>(), count * kPanel};
        return stretchOf(storedPanel(panel), count * kPanel);
    }

private:
    [[nodiscard]] kernels::StoredNumbers storedPanel(std::int64_t panel) const
    {
        return m_numbers.from(panel * m_in * kPanel);
    }

    kernels::StoredNumbers m_numbers;
    std::int64_t m_in;
    const kernels::ProductLoops& m_loops;
    at::Tensor m_room;
    std::int64_t m_panel = -1;  // that the room holds
};

/// What one thread multiplies, and what it is to have in its cache behind that.
struct Task {
    const Part& part;
    Factors& factors;  ///< of its panel
    const Part& next;  ///< what is multiplied after it
    Factors& nextFactors;
    kernels::Stretch results = {};  ///< where the part's results go
    kernels::Stretch others = {};   ///< what is added to them
};

/// One call of a layer: its matrices as numbers.
class Product final {
public:
    Product(const Layer& layer, const at::Tensor& x, const kernels::ProductLoops& loops)
        : m_loops(loops), m_x(x.contiguous()), m_panels(storedNumbers(layer.panels)), m_in(x.size(-1)),
          m_rows(x.numel() / m_in)
    {
    }

    [[nodiscard]] Cut cut(std::int64_t panels) const { return {panels, m_rows, kMostRows, m_in * kPanel}; }

    /// What one thread needs of them at a time.
    [[nodiscard]] Factors factors() const { return {m_panels, m_in, m_loops}; }

    /// \param products [part.rows, kPanel]
    void multiply(float* products, const Task& task) const
    {
        const float* panel = task.factors.ofPanel(task.part.panel);
        for (std::int64_t first = 0; first < m_in; first += kMostInputs) {
            const std::int64_t count = std::min(kMostInputs, m_in - first);
            kernels::ProductBlock block{
                products, rowsOf(task.part) + first, panel + first * kPanel, m_in, task.part.rows, count, first != 0};
            if (first + count < m_in)
                block.nextPanel = {block.panel + count * kPanel, std::min(kMostInputs, m_in - first - count) * kPanel};
            else
                fetch(block, task);
            m_loops.multiply(block);
        }
    }

private:
    [[nodiscard]] const float* rowsOf(const Part& part) const
    {
        return m_x.const_data_ptr<float>() + part.first * m_in;
    }

    void fetch(kernels::ProductBlock& block, const Task& task) const
    {
        block.results = task.results;
        block.others = task.others;
        if (task.next.rows == 0)
            return;
        if (task.next.panel != task.part.panel || m_in > kMostInputs)
            block.nextPanel = task.nextFactors.beginning(task.next.panel, std::min(kMostInputs, m_in));
        if (task.next.first != task.part.first && m_in <= kMostInputs)
            block.nextRows = {rowsOf(task.next), task.next.rows * m_in};
    }

    const kernels::ProductLoops& m_loops;
    at::Tensor m_x;
    kernels::StoredNumbers m_panels;
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

/// Where a part's numbers lie; of a last panel that is not whole, nothing.
kernels::Stretch stretchOf(const kernels::PanelResult& part, const float* numbers)
{
    const bool isWhole = numbers && part.count == kPanel;
    return isWhole ? kernels::Stretch{numbers, part.rows * kPanel, part.stride} : kernels::Stretch{};
}

const float* from(const float* numbers, std::int64_t at)
{
    return numbers ? numbers + at : nullptr;
}

}  // namespace

at::Tensor pack(const at::Tensor& weight, const kernels::Loops& loops)
{
    const at::Tensor plain = weight.contiguous();
    const at::Tensor panels = emptyPanels(plain.size(0), plain.size(1), plain.scalar_type());
    for (std::int64_t n = 0; n < plain.size(0); n += kPanel)
        packPanel(panels, n / kPanel, plain.narrow(0, n, std::min(kPanel, plain.size(0) - n)), loops);
    return panels;
}

at::Tensor emptyPanels(std::int64_t out, std::int64_t in, at::ScalarType type)
{
    return at::empty({count(out), in, kPanel}, type);
}

void packPanel(const at::Tensor& panels, std::int64_t panel, const at::Tensor& rows, const kernels::Loops& loops)
{
    const std::int64_t in = rows.size(1);
    if (panels.scalar_type() == at::kFloat)
        return loops.products->pack(
            panels.data_ptr<float>() + panel * in * kPanel, rows.const_data_ptr<float>(), rows.size(0), in);
    loops.products->packShorts(static_cast<std::uint16_t*>(panels.data_ptr()) + panel * in * kPanel,
        static_cast<const std::uint16_t*>(rows.const_data_ptr()), rows.size(0), in);
}

at::Tensor unpack(const at::Tensor& panels, std::int64_t out)
{
    return panels.transpose(1, 2).reshape({-1, panels.size(1)}).narrow(0, 0, out).to(at::kFloat);
}

kernels::StoredNumbers storedNumbers(const at::Tensor& panels)
{
    using kernels::Stored;
    const at::ScalarType type = panels.scalar_type();
    return {panels.const_data_ptr(),
        type == at::kHalf           ? Stored::Half
            : type == at::kBFloat16 ? Stored::BFloat
                                    : Stored::Float};
}

void linearInto(const at::Tensor& results, const Layer& layer, const at::Tensor& x, const at::Tensor& other,
    const kernels::Loops& loops)
{
    const Product product(layer, x, *loops.products);
    const at::Tensor added = other.defined() ? other.contiguous() : other;
    auto* y = results.data_ptr<float>();
    deal(product.cut(count(layer.out)), [&](const Run& run) {
        const at::Tensor products = at::empty({kMostRows, kPanel}, x.options());
        Factors factors = product.factors();
        run.forParts([&](const Part& part, const Part& next) {
            const std::int64_t column = part.panel * kPanel;
            const std::int64_t start = part.first * layer.out + column;
            const kernels::PanelResult result{y + start, from(numbersOf(layer.bias), column),
                from(numbersOf(added), start), layer.out, part.rows, std::min(kPanel, layer.out - column)};
            product.multiply(products.data_ptr<float>(),
                {part, factors, next, factors, stretchOf(result, result.y), stretchOf(result, result.others)});
            loops.products->finish(result, products.const_data_ptr<float>());
        });
    });
}

at::Tensor linear(const Layer& layer, const at::Tensor& x, const at::Tensor& other, const kernels::Loops& loops)
{
    const at::Tensor result = resultFor(x, layer.out);
    linearInto(result, layer, x, other, loops);
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
        Factors ofValues = product.factors();
        Factors ofGates = product.factors();
        run.forParts([&](const Part& part, const Part& next) {
            const Part gatesPart{part.panel + count(out), part.first, part.rows};
            const std::int64_t column = part.panel * kPanel;
            const float* bias = from(numbersOf(layer.bias), column);
            const kernels::PanelResult result{y + part.first * out + column, bias, nullptr, out, part.rows, kPanel};
            product.multiply(values, {part, ofValues, gatesPart, ofGates});
            product.multiply(gates, {gatesPart, ofGates, next, ofValues, stretchOf(result, result.y)});
            loops.products->finishGated(result, values, gates, from(bias, out));
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
    const std::int64_t shares = Run::sharesOf(cut.rows);
    dealOutRuns(cut.panels * shares, grain, shares,
        [&](std::int64_t begin, std::int64_t end, const auto& next) { work(Run(cut, begin, end, next)); });
}

}  // namespace reverie::engine::panels
