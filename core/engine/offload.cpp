#include "core/engine/offload.h"

#include <ATen/core/Tensor.h>

#include <algorithm>
#include <utility>

namespace reverie::engine {

Visitors::Visitors(const WeightList& list, at::Device device, const std::function<bool(const std::string&)>& takes)
    : m_device(device)
{
    for (const WeightPlace& place : list.places())
        if (takes(place.name))
            m_all.push_back({place.name, place.slot, *place.slot});
}

void Visitors::come(const std::string& beginning)
{
    for (Visitor& each : m_all) {
        if (each.isThere || !each.name.starts_with(beginning))
            continue;
        *each.slot = each.home.to(each.home.options().device(m_device), /*non_blocking=*/true, /*copy=*/true);
        each.isThere = true;
        m_there += each.home.nbytes();
    }
    m_most = std::max(m_most, m_there);
}

void Visitors::go(const std::string& beginning)
{
    for (Visitor& each : m_all) {
        if (!each.isThere || !each.name.starts_with(beginning))
            continue;
        *each.slot = each.home;
        each.isThere = false;
        m_there -= each.home.nbytes();
    }
}

std::uint64_t Visitors::bytes() const
{
    std::uint64_t sum = 0;
    for (const Visitor& each : m_all)
        sum += each.home.nbytes();
    return sum;
}

Visit::Visit(Visitors* visitors, std::string beginning) : m_visitors(visitors), m_beginning(std::move(beginning))
{
    if (m_visitors)
        m_visitors->come(m_beginning);
}

Visit::~Visit()
{
    if (m_visitors)
        m_visitors->go(m_beginning);
}

bool isInBlock(const std::string& name)
{
    return name.starts_with("down_blocks.") || name.starts_with("mid_block.") || name.starts_with("up_blocks.");
}

}  // namespace reverie::engine
