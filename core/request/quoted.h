#pragma once

#include "core/base/shown.h"

namespace reverie::request {

using reverie::shown;

/// What a person typed, as `shown`, in quotation marks.
[[nodiscard]] inline QString quoted(const QString& text)
{
    return QLatin1Char('"') + shown(text) + QLatin1Char('"');
}

}  // namespace reverie::request
