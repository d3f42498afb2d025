#pragma once

#include "core/base/result.h"
#include "core/image/png_text.h"
#include "core/request/generation_events.h"

#include <cstddef>
#include <span>
#include <vector>

namespace reverie::image {

inline constexpr std::size_t kMaxPngBytes = 256u << 20;    ///< of a file that is read at all
inline constexpr std::size_t kMaxPngTextBytes = 1u << 20;  ///< of all text chunks together, unpacked
inline constexpr int kMaxPngTexts = 1000;
inline constexpr int kMaxPngSide = 16384;          ///< pixels
inline constexpr int kMaxPngPixels = 128'000'000;  ///< width * height

/// What a PNG file says about itself.
struct PngMetadata {
    int width = 0;
    int height = 0;
    bool isExactInRgb8 = false;  ///< at most 8 bits a channel and no alpha channel: readPngPixels loses nothing
    std::vector<PngText> texts;  ///< tEXt, zTXt and iTXt in the order of the file
    bool isTextDamaged = false;  ///< a text chunk was left out because its checksum or form is wrong
    bool isTextCut = false;      ///< text chunks were left out because there is too much of them
};

/// Reads the texts and checks every chunk, pixels included, against its checksum; unpacks no pixels.
/// Damaged text leaves the picture usable, anything else does not.
/// Errors: Corrupt (no PNG, cut short, changed), Unsupported (too large).
[[nodiscard]] Result<PngMetadata> readPngMetadata(std::span<const std::byte> file);

/// As above, from disk. Errors: also those of io::ReadFile; every sentence names the file.
[[nodiscard]] Result<PngMetadata> readPngMetadata(const QString& path);

/// The pixels as 8-bit RGB, after the checks of readPngMetadata.
[[nodiscard]] Result<request::RgbImage> readPngPixels(const QString& path);

}  // namespace reverie::image
