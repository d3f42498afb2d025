#pragma once

#include "core/queue/queue_job.h"
#include "core/request/generation_events.h"

namespace reverie::ui {

/// The first line of a job: its prompt, or that it has none.
[[nodiscard]] QString jobTitle(const queue::QueueJob& job);
/// The second line while it runs: "14 of 25 · 2.4 s left".
[[nodiscard]] QString jobProgress(const request::Progress& progress, int pictures);
/// The second line while it makes no step: "next · 4 pictures", "done", that it may hang, or why it failed.
[[nodiscard]] QString jobState(const queue::QueueJob& job, bool isNext);

}  // namespace reverie::ui
