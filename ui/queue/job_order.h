#pragma once

#include "core/queue/queue_job.h"

#include <vector>

namespace reverie::queue {
class Dispatcher;
}

namespace reverie::ui {

/// The jobs as people are shown them: what runs, waits or went wrong in the queue's order, then what is over, the
/// latest first.
[[nodiscard]] std::vector<const queue::QueueJob*> shownOrder(const std::vector<queue::QueueJob>& jobs);

/// Moves an unfinished job to the place of the one before (-1) or behind (1) it, as they are shown.
void moveJob(queue::Dispatcher& dispatcher, queue::JobKey key, int direction);

}  // namespace reverie::ui
