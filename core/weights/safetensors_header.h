#pragma once

#include "core/io/read_file.h"
#include "core/weights/tensor_listing.h"

#include <string_view>

namespace reverie::weights {

/// Bytes before the header: its length, unsigned and little-endian.
inline constexpr std::size_t kLengthBytes = 8;
/// The longest header that is read, in bytes.
inline constexpr std::uint64_t kMaximumHeaderBytes = 100'000'000;

/// The header's length as the first kLengthBytes of a file give it.
[[nodiscard]] std::uint64_t headerLength(std::string_view start);

/// Reads and judges the JSON `header` of a file of `fileBytes` bytes whose data follows at byte 8 + header.size().
/// Strict where readers could disagree: rules R5-R29 of the format as reliability.md 2.4 lists them. `path` is only for
/// the sentence. Stops at the first fault; never allocates more than a few times the header's size.
/// Errors: Corrupt; Unsupported (a limit of ours, or a number type that Reverie cannot compute with).
[[nodiscard]] Result<TensorListing> parseSafetensorsHeader(
    std::string_view header, std::uint64_t fileBytes, const QString& path);

/// Reads and judges the header of a file that begins like safetensors. Errors: as above; Io.
[[nodiscard]] Result<TensorListing> readSafetensors(const io::ReadFile& file);

}  // namespace reverie::weights
