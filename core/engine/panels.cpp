#include "core/engine/panels.h"

#include "core/engine/deal_out.h"
#include "core/engine/panel_product.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <vector>

namespace reverie::engine::panels {
namespace {

using kernels::kPanel;

/// Rows of which a thread's share of a panel is made up.
constexpr std::int64_t kShare = 16;
/// Fewer products are not worth another thread.
constexpr std::int64_t kLeastProducts = std::int64_t{1} << 17;

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
    const Product product(layer, x, loops);
    const at::Tensor added = other.defined() ? other.contiguous() : other;
    auto* y = results.data_ptr<float>();
    deal(product.cut(count(layer.out)), [&](const Run& run) {
        const at::Tensor products = at::empty({kMostRows, kPanel}, x.options());
        Rows rows = product.rows();
        Factors factors = product.factors();
        run.forPanels([&](const Part& part, const Part& next) {
            const std::int64_t column = part.panel * kPanel;
            const std::int64_t start = part.first * layer.out + column;
            const kernels::PanelResult result{y + start, from(numbersOf(layer.bias), column),
                from(numbersOf(added), start), layer.out, part.rows, std::min(kPanel, layer.out - column)};
            product.multiply(products.data_ptr<float>(),
                {part, rows, factors, next, factors, stretchOf(result, result.y), stretchOf(result, result.others)});
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
    const Product product(layer, x, loops, 2);
    const std::int64_t out = layer.out / 2;
    const at::Tensor result = resultFor(x, out);
    auto* y = result.data_ptr<float>();
    deal(product.cut(count(out)), [&](const Run& run) {
        const at::Tensor products = at::empty({2, kMostRows, kPanel}, x.options());
        float* values = products[0].data_ptr<float>();
        float* gates = products[1].data_ptr<float>();
        Rows rows = product.rows();
        Factors ofValues = product.factors();
        Factors ofGates = product.factors();
        run.forPanels([&](const Part& part, const Part& next) {
            const Part gatesPart{part.panel + count(out), part.first, part.rows};
            const std::int64_t column = part.panel * kPanel;
            const float* bias = from(numbersOf(layer.bias), column);
            const kernels::PanelResult result{y + part.first * out + column, bias, nullptr, out, part.rows, kPanel};
            product.multiply(values, {part, rows, ofValues, gatesPart, ofGates});
            product.multiply(gates, {gatesPart, rows, ofGates, next, ofValues, stretchOf(result, result.y)});
            loops.products->finishGated(result, values, gates, from(bias, out));
        });
    });
    return result;
}

Run::Run(const Cut& cut, std::int64_t begin, std::int64_t end, const std::atomic<std::int64_t>& next)
    : m_cut(cut), m_next(next), m_begin(begin), m_end(end), m_count(cut.groups() * sharesOf(cut.rows))
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
    const std::int64_t panel = share / ofPanel * m_cut.panelsAtOnce;
    return {panel, first, std::min(shares * kShare, m_cut.rows - first),
        std::min(m_cut.panelsAtOnce, m_cut.panels - panel)};
}

void deal(const Cut& cut, const std::function<void(const Run&)>& work)
{
    const std::int64_t grain =
        std::max<std::int64_t>(1, kLeastProducts / (kShare * cut.productsOfRow * cut.panelsAtOnce));
    const std::int64_t shares = Run::sharesOf(cut.rows);
    dealOutRuns(cut.groups() * shares, grain, shares,
        [&](std::int64_t begin, std::int64_t end, const auto& next) { work(Run(cut, begin, end, next)); });
}

}  // namespace reverie::engine::panels
