#pragma once

#include "core/base/result.h"

#include <QString>

namespace reverie::io {

/// Moves a file, or a folder with all that is in it, to the system's trash and tells where it lies there. Errors:
/// NotFound, Io (there is no trash for it).
[[nodiscard]] Result<QString> moveToTrash(const QString& path);

/// Brings it back from the trash, and takes the trash's note of it away. Errors: AlreadyExists (another file has
/// the name now), NotFound (the trash was emptied), those of a folder that cannot be written.
[[nodiscard]] Result<void> restoreFromTrash(const QString& pathInTrash, const QString& path);

}  // namespace reverie::io
