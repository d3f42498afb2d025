#pragma once

#include <QByteArrayView>
#include <QString>

namespace reverie::image {

/// Whether PNG allows `text` as the keyword of a text chunk: 1..79 printable Latin-1 characters, no space at either
/// end.
[[nodiscard]] bool isKeyword(const QString& text);

/// Whether `text` comes back unchanged when its Latin-1 bytes are read by `textOfBytes`.
[[nodiscard]] bool isUnmistakablyLatin1(const QString& text);

/// Text of a PNG chunk. Some programs write UTF-8 where the format asks for Latin-1, so UTF-8 is tried first.
[[nodiscard]] QString textOfBytes(QByteArrayView bytes);

}  // namespace reverie::image
