#include "core/hub/file_lock_wait.h"

#include <QFileInfo>

namespace reverie::hub {

using namespace std::chrono_literals;

Result<std::optional<io::FileLock>> FileLockWait::take(
    const std::function<void()>& waiting, const Cancellation& cancellation) const
{
    if (!takesLock)
        return std::optional<io::FileLock>();
    for (int round = 0;; ++round) {
        auto lock = io::FileLock::take(file);
        if (lock)
            return std::optional(std::move(*lock));
        if (QFileInfo(file).isSymLink())
            return failWith(std::move(lock));
        if (lock.error().code != ErrorCode::Busy)
            return std::optional<io::FileLock>();
        if (round == 0)
            waiting();
        if (auto waited = patience.wait(500ms, cancellation); !waited)
            return failWith(std::move(waited));
    }
}

}  // namespace reverie::hub
