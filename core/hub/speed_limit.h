#pragma once

#include "core/base/cancellation.h"
#include "core/base/result.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>

namespace reverie::hub {

/// Holds several downloads together to so many bytes a second. Any thread; guarded by its own mutex.
class SpeedLimit final {
public:
    /// 0 = none. Takes effect at once.
    void set(std::uint64_t bytesPerSecond) { m_perSecond = bytesPerSecond; }
    [[nodiscard]] std::uint64_t perSecond() const { return m_perSecond; }

    /// Returns when these bytes may pass. Errors: Cancelled, within 100 ms.
    [[nodiscard]] Result<void> pass(std::uint64_t bytes, const Cancellation& cancellation);

private:
    using Clock = std::chrono::steady_clock;

    std::atomic<std::uint64_t> m_perSecond = 0;
    std::mutex m_mutex;
    Clock::time_point m_freeAt{};
};

}  // namespace reverie::hub
