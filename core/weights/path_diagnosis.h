#pragma once

#include "core/base/result.h"

namespace reverie::weights {

/// Whether `path` is a folder with model_index.json; otherwise says what it is and what to name instead.
/// Errors: NotFound, Permission, Io; those of the first file of weights that lies in the folder.
[[nodiscard]] Result<void> checkIsModelFolder(const QString& path);

}  // namespace reverie::weights
