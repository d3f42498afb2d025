#pragma once

#include "core/base/result.h"

#include <QString>

namespace reverie::io {

/// Renames a file or folder, never over another. \param what that is tried, for the error's sentence
/// Errors: AlreadyExists, and those of a folder that cannot be written.
[[nodiscard]] Result<void> renameNew(const QString& from, const QString& to, const QString& what);

}  // namespace reverie::io
