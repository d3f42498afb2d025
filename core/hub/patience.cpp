#include "core/hub/patience.h"

#include <algorithm>
#include <thread>

namespace reverie::hub {
namespace {

using namespace std::chrono_literals;

constexpr auto kGlance = 50ms;

Result<void> sleepFor(std::chrono::milliseconds time, const Cancellation& cancellation)
{
    const auto end = std::chrono::steady_clock::now() + time;
    while (!cancellation.isCancelled()) {
        const auto left = end - std::chrono::steady_clock::now();
        if (left <= 0ms)
            return {};
        std::this_thread::sleep_for(std::min<std::chrono::steady_clock::duration>(left, kGlance));
    }
    return fail(ErrorCode::Cancelled, QStringLiteral("waiting was cancelled"));
}

}  // namespace

Patience Patience::real()
{
    return {sleepFor, {}};
}

Result<void> Patience::waitFor(const WaitNote& note, const Cancellation& cancellation) const
{
    if (told)
        told(note);
    return wait(note.time, cancellation);
}

std::chrono::milliseconds backOff(int n)
{
    return std::chrono::seconds(1 << std::clamp(n, 0, 3));
}

}  // namespace reverie::hub
