#include "core/hub/speed_limit.h"

#include <algorithm>
#include <thread>

namespace reverie::hub {

using namespace std::chrono_literals;

Result<void> SpeedLimit::pass(std::uint64_t bytes, const Cancellation& cancellation)
{
    const std::uint64_t perSecond = m_perSecond;
    if (perSecond == 0)
        return {};
    const auto cost = std::chrono::nanoseconds(
        static_cast<std::int64_t>(1e9 * static_cast<double>(bytes) / static_cast<double>(perSecond)));
    std::unique_lock lock(m_mutex);
    m_freeAt = std::max(m_freeAt, Clock::now()) + cost;
    const auto turn = m_freeAt;
    lock.unlock();
    while (Clock::now() < turn && m_perSecond != 0) {
        if (cancellation.isCancelled())
            return fail(ErrorCode::Cancelled, QStringLiteral("the download was cancelled"));
        std::this_thread::sleep_for(std::min<Clock::duration>(turn - Clock::now(), 50ms));
    }
    return {};
}

}  // namespace reverie::hub
