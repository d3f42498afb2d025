#pragma once

#include "core/image/png_reader.h"

#include <QByteArray>

#include <cstdint>
#include <optional>
#include <string_view>

namespace reverie::image {

/// One chunk of a PNG file; views into the file's bytes.
struct PngChunk {
    std::string_view type;  ///< four letters
    std::span<const std::byte> data;
    bool isChecked = false;  ///< the checksum over type and data holds

    [[nodiscard]] bool isCritical() const { return (type[0] & 0x20) == 0; }
    [[nodiscard]] bool isText() const { return type == "tEXt" || type == "zTXt" || type == "iTXt"; }
};

/// Walks over the chunks of a file in memory. Source: PNG specification, third edition, section 5.
class PngChunks final {
public:
    explicit PngChunks(std::span<const std::byte> file) : m_file(file) { }

    [[nodiscard]] bool hasSignature() const;
    /// The next chunk, or nothing when what is left does not hold one whole.
    [[nodiscard]] std::optional<PngChunk> next();

private:
    std::span<const std::byte> m_file;
    std::size_t m_at = 8;
};

/// Takes text chunks apart within the limits of png_reader.h.
class PngTextReader final {
public:
    /// Adds the text of `chunk`, or notes in `metadata` why it could not.
    void read(const PngChunk& chunk, PngMetadata& metadata);

private:
    std::size_t m_left = kMaxPngTextBytes;
};

/// \param bytes at least 4
[[nodiscard]] std::uint32_t bigEndian32(std::span<const std::byte> bytes);

}  // namespace reverie::image
