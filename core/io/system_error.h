#pragma once

#include "core/base/error.h"

namespace reverie::io {

/// The error for an errno: `detail` becomes "<what>: <reason in words>", the code follows from the number
/// (ENOSPC, EDQUOT, EFBIG: DiskFull; EACCES, EPERM, EROFS, ELOOP: Permission; ENOENT, ENOTDIR: NotFound; EEXIST:
/// AlreadyExists; else Io).
[[nodiscard]] Error systemError(int number, const QString& what);

}  // namespace reverie::io
