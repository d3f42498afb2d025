#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace reverie::engine {

/// Ranges of addresses that lie free; those that touch are one. Not safe from several threads.
class FreeRanges final {
public:
    struct Range {
        std::uintptr_t begin = 0;
        std::size_t size = 0;  ///< over 0
    };

    /// Takes a range of that size from the end of the smallest one that holds it. \return its begin, or nothing
    [[nodiscard]] std::optional<std::uintptr_t> take(std::size_t size);
    /// \param range nothing of which lies free
    void give(Range range);
    /// The size of the range that begins there, or 0.
    [[nodiscard]] std::size_t sizeAt(std::uintptr_t begin) const;
    /// All ranges, none of which are free any more.
    [[nodiscard]] std::vector<Range> takeAll();

private:
    using Places = std::map<std::uintptr_t, std::size_t>;

    void add(Range range);
    void remove(Places::const_iterator at);

    Places m_places;                                           // begins and sizes
    std::set<std::pair<std::size_t, std::uintptr_t>> m_sizes;  // the same, by size
};

}  // namespace reverie::engine
