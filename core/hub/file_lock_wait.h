#pragma once

#include "core/hub/patience.h"
#include "core/io/file_lock.h"

#include <optional>

namespace reverie::hub {

/// Waits for the lock that every program of the Hub takes while it writes a blob. It only saves a second download:
/// where no lock can be had at all, the download goes on without.
struct FileLockWait {
    QString file;
    const Patience& patience;
    bool takesLock = true;

    /// `waiting` is called once, before the first wait. Errors: Cancelled; Permission where the lock is a symbolic
    /// link.
    [[nodiscard]] Result<std::optional<io::FileLock>> take(
        const std::function<void()>& waiting, const Cancellation& cancellation) const;
};

}  // namespace reverie::hub
