#pragma once

#include "core/base/result.h"

#include <QString>

namespace reverie::gallery {

/// Moves a file to the system's trash and tells where it lies there. Errors: NotFound, Io (there is no trash for it).
[[nodiscard]] Result<QString> moveToTrash(const QString& path);

/// Brings a file back from the trash, and takes the trash's note of it away. Errors: AlreadyExists (another file has
/// the name now), NotFound (the trash was emptied), those of a folder that cannot be written.
[[nodiscard]] Result<void> restoreFromTrash(const QString& pathInTrash, const QString& path);

}  // namespace reverie::gallery
