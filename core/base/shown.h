#pragma once

#include <QString>

namespace reverie {

/// A text of somebody else's as it may stand in a message: one line without control characters, which a terminal would
/// obey, cut where it is too long.
[[nodiscard]] inline QString shown(const QString& text, qsizetype most = 40)
{
    QString line = text.size() > most ? text.left(most) + QStringLiteral("...") : text;
    for (QChar& each : line)
        if (const auto kind = each.category(); kind == QChar::Other_Control || kind == QChar::Other_Format ||
            kind == QChar::Separator_Line || kind == QChar::Separator_Paragraph)
            each = QLatin1Char('?');
    return line;
}

}  // namespace reverie
