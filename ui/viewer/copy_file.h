#pragma once

#include "core/base/result.h"

namespace reverie::ui {

/// A copy of a picture in a format that its name says.
struct CopyWish {
    QString from;
    QString to;  ///< *.png, *.jpg, *.jpeg or *.webp; replaced when it exists, since the dialog has asked
    bool withRecipe = true;
    int quality = 90;  ///< 0..100, of JPEG and WebP
};

/// Writes it beside its place and renames it; slow, for a thread. A PNG with its recipe is the very same file; JPEG and
/// WebP carry none. Errors: those of io::AtomicFile, and Corrupt or Unsupported for a picture that cannot be read or
/// written.
[[nodiscard]] Result<void> writeCopy(const CopyWish& wish);

}  // namespace reverie::ui
