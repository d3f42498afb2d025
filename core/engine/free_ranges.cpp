#include "core/engine/free_ranges.h"

#include <iterator>

namespace reverie::engine {

std::optional<std::uintptr_t> FreeRanges::take(std::size_t size)
{
    const auto fitting = m_sizes.lower_bound({size, 0});
    if (fitting == m_sizes.end())
        return std::nullopt;
    const auto [whole, begin] = *fitting;
    remove(m_places.find(begin));
    if (whole > size)
        add({begin, whole - size});
    return begin + (whole - size);
}

void FreeRanges::give(Range range)
{
    const auto after = m_places.lower_bound(range.begin);
    const auto before = after == m_places.begin() ? m_places.end() : std::prev(after);
    if (after != m_places.end() && after->first == range.begin + range.size) {
        range.size += after->second;
        remove(after);
    }
    if (before != m_places.end() && before->first + before->second == range.begin) {
        range = {before->first, before->second + range.size};
        remove(before);
    }
    add(range);
}

std::size_t FreeRanges::sizeAt(std::uintptr_t begin) const
{
    const auto at = m_places.find(begin);
    return at == m_places.end() ? 0 : at->second;
}

std::vector<FreeRanges::Range> FreeRanges::takeAll()
{
    std::vector<Range> all;
    for (const auto& [begin, size] : m_places)
        all.push_back({begin, size});
    m_places.clear();
    m_sizes.clear();
    return all;
}

void FreeRanges::add(Range range)
{
    m_places.emplace(range.begin, range.size);
    m_sizes.emplace(range.size, range.begin);
}

void FreeRanges::remove(Places::const_iterator at)
{
    m_sizes.erase({at->second, at->first});
    m_places.erase(at);
}

}  // namespace reverie::engine
