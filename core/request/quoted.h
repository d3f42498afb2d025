#pragma once

#include <QString>

namespace reverie::request {

/// What a person typed, in quotation marks, cut where it is too long for a message.
[[nodiscard]] inline QString quoted(const QString& text)
{
    constexpr qsizetype kShown = 40;
    const QString shown = text.size() > kShown ? text.left(kShown) + QStringLiteral("...") : text;
    return QLatin1Char('"') + shown + QLatin1Char('"');
}

}  // namespace reverie::request
