#pragma once

#include "core/base/json_text.h"
#include "core/base/result.h"

#include <nlohmann/json.hpp>

namespace reverie::weights {

/// Reads a JSON object of at most 1 MiB. Errors: NotFound, Permission, Io; Corrupt (no JSON, no object; a web page or a
/// Git LFS pointer is named as such); Unsupported (too large, a folder, a pipe).
[[nodiscard]] Result<nlohmann::json> readConfig(const QString& path);

using reverie::textOf;

/// A whole number under `key` that fits an int, else `fallback`: where `key` is missing, null or no number.
[[nodiscard]] int integerOr(const nlohmann::json& config, const char* key, int fallback);
/// Whether `key` is there and not null.
[[nodiscard]] bool hasValue(const nlohmann::json& config, const char* key);

}  // namespace reverie::weights
