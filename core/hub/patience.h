#pragma once

#include "core/base/cancellation.h"
#include "core/base/result.h"

#include <QString>

#include <chrono>
#include <functional>

namespace reverie::hub {

/// How long something is waited for, and for what: "huggingface.co asks to wait".
struct WaitNote {
    std::chrono::milliseconds time;
    QString why;
};

/// Waits, so that tests need not. A plain value that any thread may use.
struct Patience {
    /// Returns at the end of the time, or within 100 ms of a cancellation with Cancelled.
    std::function<Result<void>(std::chrono::milliseconds, const Cancellation&)> wait;
    /// Is told of every wait that a person would notice; may be empty. Called from the waiting thread.
    std::function<void(const WaitNote&)> told;

    /// Real time, told to nobody.
    [[nodiscard]] static Patience real();
    [[nodiscard]] Result<void> waitFor(const WaitNote& note, const Cancellation& cancellation) const;
};

/// The n-th pause between tries, counted from 0: 1, 2, 4, 8, 8 ... seconds.
[[nodiscard]] std::chrono::milliseconds backOff(int n);

}  // namespace reverie::hub
