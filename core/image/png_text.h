#pragma once

#include <QString>

namespace reverie::image {

/// One text chunk of a PNG file.
struct PngText {
    QString keyword;  ///< 1..79 Latin-1 characters
    QString text;     ///< without U+0000

    bool operator==(const PngText&) const = default;
};

}  // namespace reverie::image
