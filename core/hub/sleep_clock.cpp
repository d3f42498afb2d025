#include "core/hub/sleep_clock.h"

#include <ctime>

namespace reverie::hub {
namespace {

using namespace std::chrono_literals;

constexpr auto kNap = 2s;

std::chrono::milliseconds now(clockid_t clock)
{
    timespec time{};
    ::clock_gettime(clock, &time);
    return std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec));
}

/// One clock goes on during sleep, the other does not.
std::chrono::milliseconds asleepSoFar()
{
    return now(CLOCK_BOOTTIME) - now(CLOCK_MONOTONIC);
}

}  // namespace

SleepClock::SleepClock(Asleep asleep) : m_asleep(asleep ? std::move(asleep) : asleepSoFar), m_before(m_asleep()) { }

bool SleepClock::hasSlept() const
{
    return m_asleep() - m_before > kNap;
}

}  // namespace reverie::hub
