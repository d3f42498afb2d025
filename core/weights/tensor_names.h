#pragma once

#include "core/base/result.h"
#include "core/weights/tensor_info.h"

#include <optional>
#include <string_view>
#include <vector>

namespace reverie::weights {

[[nodiscard]] bool isUtf8(std::string_view text);

/// Whether a name read from a file may name a tensor: 1 to 1,024 bytes of UTF-8 without control characters.
/// The name is only ever compared, never used as a path. `name` must be valid UTF-8.
[[nodiscard]] bool isTensorName(std::string_view name);

/// A name that more than one has, or nothing. The views point into what they were given for.
[[nodiscard]] std::optional<std::string_view> nameOfTwo(std::vector<std::string_view> names);

/// Errors: Corrupt, without the file's name: two tensors have one name.
[[nodiscard]] Result<void> checkNamesDiffer(const std::vector<TensorInfo>& tensors);

/// The name in quotation marks for a sentence: at most 100 bytes of it, control characters left out.
[[nodiscard]] QString inQuotes(std::string_view name);

}  // namespace reverie::weights
