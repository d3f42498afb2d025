#pragma once

#include <QProcessEnvironment>

namespace reverie::worker {

/// What the engine's process finds in its environment: ours, and for how many turns an idle thread of OpenMP spins
/// before it sleeps (10,000), unless the user has set that. By default it is 300,000, in which another program that
/// wants the core gets nothing done, nor does the engine once its time slice is spent.
[[nodiscard]] QProcessEnvironment workerEnvironment(QProcessEnvironment own);

}  // namespace reverie::worker
