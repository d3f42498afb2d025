#pragma once

#include <QString>

#include <string_view>

namespace reverie::weights {

/// Whether a name read from a file may name a tensor: 1 to 1,024 bytes of UTF-8 without control characters.
/// The name is only ever compared, never used as a path. `name` must be valid UTF-8.
[[nodiscard]] bool isTensorName(std::string_view name);

/// The name in quotation marks for a sentence: at most 100 bytes of it, control characters left out.
[[nodiscard]] QString inQuotes(std::string_view name);

}  // namespace reverie::weights
