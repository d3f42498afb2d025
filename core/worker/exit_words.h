#pragma once

#include "core/base/error.h"

namespace reverie::worker {

/// How a worker ended that nobody had asked to end.
struct WorkerExit {
    bool bySignal = false;
    int number = 0;     ///< of the signal, or the exit code
    QString lastWords;  ///< last line of its log; may be empty
};

/// That in words: WorkerDied, with the likeliest cause and what to do.
[[nodiscard]] Error explainExit(const WorkerExit& exit);

}  // namespace reverie::worker
