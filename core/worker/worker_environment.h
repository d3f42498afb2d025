#pragma once

#include <QProcessEnvironment>

namespace reverie::worker {

/// What the engine's process finds in its environment: ours, and how long an idle thread of OpenMP spins before it
/// sleeps (about 50 microseconds), unless the user has set that. By default it spins for milliseconds, in which another
/// program that wants the core gets nothing done, nor does the engine once its time slice is spent.
[[nodiscard]] QProcessEnvironment workerEnvironment(QProcessEnvironment own);

}  // namespace reverie::worker
