#include "core/engine/panel_product.h"

#include "core/engine/deal_out.h"
#include "core/kernels/split.h"

#include <ATen/ops/empty.h>

#include <algorithm>

namespace reverie::engine::panels {
namespace {

using kernels::kPanel;

/// Inputs that are multiplied at a time.
constexpr std::int64_t kMostInputs = 1280;
/// Bytes of split panels that a thread keeps, so that rows need not come to each of them anew.
constexpr std::int64_t kSplitBytes = std::int64_t{1} << 20;
/// Fewer rows are not worth a panel's splitting.
constexpr std::int64_t kFewestSplitRows = 16;
/// Rows that come to no more groups of panels are split by each thread for itself, in its cache.
constexpr std::int64_t kFewGroups = 2;
/// From so many rows on all panels are split at once, instead of by each thread; not more bytes of them.
constexpr std::int64_t kManyRows = 256;
constexpr std::int64_t kMostSplitBytes = std::int64_t{16} << 20;

}  // namespace

Way::Way(const kernels::Loops& loops, std::int64_t rows, const kernels::StoredNumbers& panels, std::int64_t in,
    std::int64_t sets)
    : loops(loops), isSplit(loops.split && panels.stored != kernels::Stored::Float && in % kernels::kSplit == 0 &&
                        rows >= kFewestSplitRows),
      panelsAtOnce(isSplit ? std::max<std::int64_t>(1, kSplitBytes / (sets * in * kPanel * 4)) : 1)
{
}

Factors::Factors(kernels::StoredNumbers numbers, std::int64_t in, const Way& way, const at::Tensor& split)
    : m_numbers(numbers), m_in(in), m_way(way), m_split(split), m_held(static_cast<std::size_t>(way.panelsAtOnce), -1)
{
}

const float* Factors::ofPanel(std::int64_t panel)
{
    if (m_split.defined())
        return m_split.const_data_ptr<float>() + panel * m_in * kPanel;
    if (!m_way.isSplit && m_numbers.stored == kernels::Stored::Float)
        return static_cast<const float*>(storedPanel(panel).first);
    if (!m_room.defined())
        m_room = at::empty({m_way.panelsAtOnce, m_in * kPanel}, at::kFloat);
    float* room = m_room.data_ptr<float>() + placeOf(panel) * m_in * kPanel;
    if (holds(panel))
        return room;
    m_held[static_cast<std::size_t>(placeOf(panel))] = panel;
    if (m_way.isSplit)
        m_way.loops.split->splitPanel(room, storedPanel(panel), m_in);
    else
        m_way.loops.products->widen(room, storedPanel(panel), m_in * kPanel);
    return room;
}

kernels::Stretch Factors::beginning(std::int64_t panel, std::int64_t count) const
{
    if (m_split.defined())
        return {m_split.const_data_ptr<float>() + panel * m_in * kPanel, count * kPanel};
    if (holds(panel))
        return {m_room.const_data_ptr<float>() + placeOf(panel) * m_in * kPanel, count * kPanel};
    return stretchOf(storedPanel(panel), count * kPanel);
}

Rows::Rows(const at::Tensor& x, const at::Tensor& split, std::int64_t in, const Way& way)
    : m_x(split.defined() ? split : x), m_in(in), m_way(way), m_size(split.defined() ? kernels::splitRowSize(in) : in),
      m_isOwn(split.defined() || !way.isSplit)
{
}

const float* Rows::of(const Part& part)
{
    if (m_isOwn)
        return source(part);
    if (!m_room.defined())
        m_room = at::empty({kMostRows * kernels::splitRowSize(m_in)}, at::kFloat);
    if (m_held.first != part.first || m_held.rows != part.rows) {
        m_way.loops.split->splitRows(m_room.data_ptr<float>(), source(part), part.rows, m_in);
        m_held = part;
    }
    return m_room.const_data_ptr<float>();
}

Product::Product(const Layer& layer, const at::Tensor& x, const kernels::Loops& loops, std::int64_t sets)
    : m_panels(storedNumbers(layer.panels)), m_in(x.size(-1)), m_rows(x.numel() / m_in),
      m_way(loops, m_rows, m_panels, m_in, sets), m_x(x.contiguous())
{
    const std::int64_t panels = layer.panels.size(0);
    if (m_way.isSplit && panels > kFewGroups * sets * m_way.panelsAtOnce)
        m_splitRows = splitRows();
    if (m_way.isSplit && m_rows >= kManyRows && panels * m_in * kPanel * 4 <= kMostSplitBytes)
        m_splitPanels = splitPanels(panels);
}

void Product::multiply(float* products, const Task& task) const
{
    const float* rows = task.rows.of(task.part);
    const float* panel = task.factors.ofPanel(task.part.panel);
    for (std::int64_t first = 0; first < m_in; first += kMostInputs) {
        const std::int64_t count = std::min(kMostInputs, m_in - first);
        const std::int64_t place = m_way.isSplit ? kernels::splitRowSize(first) * kernels::kSplitRows : first;
        kernels::ProductBlock block{products, rows + place, panel + first * kPanel,
            m_way.isSplit ? kernels::splitRowSize(m_in) : m_in, task.part.rows, count, first != 0};
        if (first + count < m_in)
            block.nextPanel = {block.panel + count * kPanel, std::min(kMostInputs, m_in - first - count) * kPanel};
        else
            fetch(block, task);
        m_way.isSplit ? m_way.loops.split->multiply(block) : m_way.loops.products->multiply(block);
    }
}

at::Tensor Product::splitRows() const
{
    constexpr std::int64_t kGroup = kernels::kSplitRows;
    constexpr std::int64_t kFewestNumbers = std::int64_t{1} << 14;
    const std::int64_t groups = (m_rows + kGroup - 1) / kGroup;
    const std::int64_t size = kernels::splitRowSize(m_in);
    at::Tensor split = at::empty({groups * kGroup * size}, m_x.options());
    dealOut(groups, kFewestNumbers / (kGroup * m_in) + 1, [&](std::int64_t begin, std::int64_t end) {
        const std::int64_t first = begin * kGroup;
        m_way.loops.split->splitRows(split.data_ptr<float>() + first * size, m_x.const_data_ptr<float>() + first * m_in,
            std::min(end * kGroup, m_rows) - first, m_in);
    });
    return split;
}

at::Tensor Product::splitPanels(std::int64_t panels) const
{
    at::Tensor split = at::empty({panels * m_in * kPanel}, m_x.options());
    dealOut(panels, 1, [&](std::int64_t begin, std::int64_t end) {
        m_way.loops.split->splitPanel(split.data_ptr<float>() + begin * m_in * kPanel,
            m_panels.from(begin * m_in * kPanel), (end - begin) * m_in);
    });
    return split;
}

void Product::fetch(kernels::ProductBlock& block, const Task& task) const
{
    block.results = task.results;
    block.others = task.others;
    if (task.next.rows == 0)
        return;
    if (task.next.panel != task.part.panel || m_in > kMostInputs)
        block.nextPanel = task.nextFactors.beginning(task.next.panel, std::min(kMostInputs, m_in));
    if (task.next.first != task.part.first && m_in <= kMostInputs)
        block.nextRows = {task.rows.source(task.next), task.next.rows * task.rows.size()};
}

}  // namespace reverie::engine::panels
