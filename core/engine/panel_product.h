#pragma once

#include "core/engine/panels.h"

#include <vector>

namespace reverie::engine::panels {

/// Rows that are multiplied at a time: with a panel's part they lie in a core's second cache.
inline constexpr std::int64_t kMostRows = 96;

/// How a layer's product is computed.
struct Way {
    const kernels::Loops& loops;
    bool isSplit = false;
    std::int64_t panelsAtOnce = 1;

    /// \param sets of panels that rows are multiplied by in turns
    Way(const kernels::Loops& loops, std::int64_t rows, const kernels::StoredNumbers& panels, std::int64_t in,
        std::int64_t sets);
};

/// Panels as a thread multiplies them: the weights' own numbers, or what is made of them.
class Factors final {
public:
    /// \param split all panels, split; or undefined
    Factors(kernels::StoredNumbers numbers, std::int64_t in, const Way& way, const at::Tensor& split);

    /// [in, kPanel], until it is asked for another one in its place.
    const float* ofPanel(std::int64_t panel);
    /// What has to be in the cache when that panel is asked for next. \param count of its first inputs
    [[nodiscard]] kernels::Stretch beginning(std::int64_t panel, std::int64_t count) const;

private:
    [[nodiscard]] std::int64_t placeOf(std::int64_t panel) const { return panel % m_way.panelsAtOnce; }
    [[nodiscard]] bool holds(std::int64_t panel) const
    {
        return m_held[static_cast<std::size_t>(placeOf(panel))] == panel;
    }
    [[nodiscard]] kernels::StoredNumbers storedPanel(std::int64_t panel) const
    {
        return m_numbers.from(panel * m_in * kernels::kPanel);
    }

    kernels::StoredNumbers m_numbers;
    std::int64_t m_in;
    const Way& m_way;
    const at::Tensor& m_split;
    at::Tensor m_room;
    std::vector<std::int64_t> m_held;  // panels in the room
};

/// Rows as a thread multiplies them: x's own, or their parts.
class Rows final {
public:
    /// \param x [rows, in] \param split all of them, split; or undefined
    Rows(const at::Tensor& x, const at::Tensor& split, std::int64_t in, const Way& way);

    /// Those of a part, until it is asked for others.
    const float* of(const Part& part);
    /// Where they come from.
    [[nodiscard]] const float* source(const Part& part) const
    {
        return m_x.const_data_ptr<float>() + part.first * m_size;
    }
    /// Numbers of a row there.
    [[nodiscard]] std::int64_t size() const { return m_size; }

private:
    const at::Tensor& m_x;
    std::int64_t m_in;
    const Way& m_way;
    std::int64_t m_size;
    bool m_isOwn;
    at::Tensor m_room;
    Part m_held;  // rows in the room
};

/// What one thread multiplies, and what it is to have in its cache behind that.
struct Task {
    const Part& part;
    Rows& rows;
    Factors& factors;  ///< of its panel
    const Part& next;  ///< what is multiplied after it
    Factors& nextFactors;
    kernels::Stretch results = {};  ///< where the part's results go
    kernels::Stretch others = {};   ///< what is added to them
};

/// One call of a layer: its matrices as numbers.
class Product final {
public:
    /// \param sets of panels that rows are multiplied by in turns
    Product(const Layer& layer, const at::Tensor& x, const kernels::Loops& loops, std::int64_t sets = 1);

    [[nodiscard]] Cut cut(std::int64_t panels) const
    {
        return {panels, m_rows, kMostRows, m_in * kernels::kPanel, m_way.panelsAtOnce};
    }

    /// What one thread needs of them at a time.
    [[nodiscard]] Factors factors() const { return {m_panels, m_in, m_way, m_splitPanels}; }
    [[nodiscard]] Rows rows() const { return {m_x, m_splitRows, m_in, m_way}; }

    /// \param products [kMostRows, kPanel], of which part.rows are needed
    void multiply(float* products, const Task& task) const;

private:
    [[nodiscard]] at::Tensor splitRows() const;
    [[nodiscard]] at::Tensor splitPanels(std::int64_t panels) const;
    void fetch(kernels::ProductBlock& block, const Task& task) const;

    kernels::StoredNumbers m_panels;
    std::int64_t m_in;
    std::int64_t m_rows;
    Way m_way;
    at::Tensor m_x;
    at::Tensor m_splitRows;    // all of them, or undefined
    at::Tensor m_splitPanels;  // the same
};

}  // namespace reverie::engine::panels
