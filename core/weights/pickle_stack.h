#pragma once

#include "core/weights/pickle.h"

namespace reverie::weights {

/// The values that a pickle has made and not yet put away, and its marks among them. Nothing is taken from below the
/// last mark but by `takeToMark`.
class PickleStack final {
public:
    [[nodiscard]] std::size_t size() const { return m_values.size() + m_marks.size(); }
    void push(PickleValue value) { m_values.push_back(value); }
    void mark() { m_marks.push_back(m_values.size()); }

    /// The last value, or nullptr.
    [[nodiscard]] const PickleValue* top() const { return m_values.size() > floor() ? &m_values.back() : nullptr; }

    /// Takes the last value off, or nothing.
    [[nodiscard]] std::optional<PickleValue> take()
    {
        if (top() == nullptr)
            return std::nullopt;
        const PickleValue value = m_values.back();
        m_values.pop_back();
        return value;
    }
    /// Takes the last `count` values off, in the order in which they came; nothing where there are fewer.
    [[nodiscard]] std::optional<std::vector<PickleValue>> take(std::size_t count)
    {
        if (m_values.size() - floor() < count)
            return std::nullopt;
        std::vector<PickleValue> taken(m_values.end() - static_cast<std::ptrdiff_t>(count), m_values.end());
        m_values.resize(m_values.size() - count);
        return taken;
    }
    /// Takes all values off down to the last mark, and the mark; nothing where there is none.
    [[nodiscard]] std::optional<std::vector<PickleValue>> takeToMark()
    {
        if (m_marks.empty())
            return std::nullopt;
        auto taken = take(m_values.size() - floor());
        m_marks.pop_back();
        return taken;
    }

private:
    [[nodiscard]] std::size_t floor() const { return m_marks.empty() ? 0 : m_marks.back(); }

    std::vector<PickleValue> m_values;
    std::vector<std::size_t> m_marks;
};

}  // namespace reverie::weights
