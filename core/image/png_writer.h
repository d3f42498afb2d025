#pragma once

#include "core/base/result.h"
#include "core/image/png_text.h"
#include "core/io/atomic_file.h"
#include "core/request/generation_events.h"

#include <QByteArray>

#include <vector>

namespace reverie::image {

/// Compression as zlib counts it: 1 is quick, 9 is small. Pictures are noise to zlib: 9 saves a few per cent.
inline constexpr int kFastCompression = 1;

/// A whole PNG file in memory: 8-bit RGB, the text chunks before the pixels.
/// A text goes into `tEXt` when it is Latin-1 and no reader could mistake it for UTF-8, else uncompressed into `iTXt`.
/// Errors: InvalidArgument for a keyword or text that PNG cannot hold, Internal for a picture whose size is not what it
/// says.
[[nodiscard]] Result<QByteArray> encodePng(
    const request::RgbImage& picture, const std::vector<PngText>& texts, int level = kFastCompression);

/// Makes `png` appear under its name, whole or not at all. Errors: those of io::AtomicFile.
[[nodiscard]] Result<void> savePng(const QString& path, const QByteArray& png, io::IfExists ifExists);

}  // namespace reverie::image
