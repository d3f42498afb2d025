#pragma once

#include "core/base/result.h"

#include <cstdint>

namespace reverie::io {

/// Bytes that this user may still write on the disk of an existing file or folder.
[[nodiscard]] Result<std::uint64_t> freeBytes(const QString& path);

/// The absolute path itself where it is there, else that of the nearest folder above it that is: where something that
/// is still to be made would go.
[[nodiscard]] QString nearestExisting(const QString& path);

}  // namespace reverie::io
