#pragma once

#include "core/base/result.h"

#include <cstdint>

namespace reverie::io {

/// Bytes that this user may still write on the disk of an existing file or folder.
[[nodiscard]] Result<std::uint64_t> freeBytes(const QString& path);

}  // namespace reverie::io
