#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <optional>

namespace reverie::request {

/// A number in 0..2^32-1 from the system's source of randomness.
[[nodiscard]] std::uint64_t drawSeed();

/// A seed as people type it: 0..18446744073709551615, or nothing for "-1" and "random": draw one.
/// Errors: InvalidArgument.
[[nodiscard]] Result<std::optional<std::uint64_t>> parseSeed(const QString& text);

struct PictureSize {
    int width = 0;
    int height = 0;

    bool operator==(const PictureSize&) const = default;
};

/// "512x768", also with spaces, "X" or the multiplication sign; one number is a square. The range is for `validate()`.
/// Errors: InvalidArgument.
[[nodiscard]] Result<PictureSize> parseSize(const QString& text);

}  // namespace reverie::request
