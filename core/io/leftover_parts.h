#pragma once

#include <QDateTime>
#include <QStringList>

namespace reverie::io {

/// The half-written files that AtomicFile left in these folders (not below them) because its process was killed: those
/// that were last written before `before`.
[[nodiscard]] QStringList leftoverParts(const QStringList& folders, const QDateTime& before);

}  // namespace reverie::io
