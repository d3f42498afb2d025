#pragma once

#include <QString>

namespace reverie::worker {

/// How many threads should compute: the physical cores that this process may use, since two threads of one core share
/// its arithmetic units; no more than a container's CPU quota lets run at a time; at least 1.
/// \param root  where proc and sys are; tests bring their own
[[nodiscard]] int computingThreads(const QString& root = QStringLiteral("/"));

}  // namespace reverie::worker
