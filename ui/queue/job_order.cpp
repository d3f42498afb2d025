#include "ui/queue/job_order.h"

#include "core/queue/dispatcher.h"

#include <algorithm>

namespace reverie::ui {

std::vector<const queue::QueueJob*> shownOrder(const std::vector<queue::QueueJob>& jobs)
{
    const auto wantsAttention = [](const queue::QueueJob& job) {
        return job.isUnfinished() || job.state == queue::JobState::Failed;
    };
    std::vector<const queue::QueueJob*> shown;
    for (const queue::QueueJob& job : jobs)
        if (wantsAttention(job))
            shown.push_back(&job);
    for (auto job = jobs.rbegin(); job != jobs.rend(); ++job)
        if (!wantsAttention(*job))
            shown.push_back(&*job);
    return shown;
}

void moveJob(queue::Dispatcher& dispatcher, queue::JobKey key, int direction)
{
    const auto shown = shownOrder(dispatcher.jobs());
    const auto at = std::ranges::find(shown, key, &queue::QueueJob::key) - shown.begin();
    const auto keyAt = [&](std::ptrdiff_t place) -> std::optional<queue::JobKey> {
        const bool isIn = place >= 0 && place < std::ssize(shown);
        return isIn && shown[static_cast<std::size_t>(place)]->isUnfinished()
            ? std::optional(shown[static_cast<std::size_t>(place)]->key)
            : std::nullopt;
    };
    if (keyAt(at) && keyAt(at + direction))
        dispatcher.moveBefore(key, direction < 0 ? keyAt(at - 1) : keyAt(at + 2));
}

}  // namespace reverie::ui
