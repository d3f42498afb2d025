#pragma once

#include <chrono>
#include <functional>

namespace reverie::hub {

/// Notices that the machine slept since it was made.
class SleepClock final {
public:
    using Asleep = std::function<std::chrono::milliseconds()>;

    /// `asleep` stands for the system's clocks; empty = those.
    explicit SleepClock(Asleep asleep);
    [[nodiscard]] bool hasSlept() const;

private:
    Asleep m_asleep;
    std::chrono::milliseconds m_before;
};

}  // namespace reverie::hub
