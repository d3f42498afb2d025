#pragma once

#include "core/base/result.h"

namespace reverie::weights {

/// Puts the file's name before what is wrong within it: "PATH is damaged: ..." or "PATH cannot be used: ...". An error
/// that names the file already, such as one of reading it, stays as it is.
[[nodiscard]] inline tl::unexpected<Error> aboutFile(Error error, const QString& path)
{
    if (error.detail.contains(path))
        return tl::unexpected<Error>(std::move(error));
    const bool isDamaged = error.code == ErrorCode::Corrupt;
    error.detail =
        path + (isDamaged ? QStringLiteral(" is damaged: ") : QStringLiteral(" cannot be used: ")) + error.detail;
    return tl::unexpected<Error>(std::move(error));
}

}  // namespace reverie::weights
