#pragma once

#include "core/base/result.h"

#include <QStringList>

#include <string_view>

namespace reverie::library {

/// The most bytes of such a file that are read.
inline constexpr std::uint64_t kMostYamlBytes = 64 * 1024;

/// The folders that ComfyUI's extra_model_paths.yaml names: each block has a `base_path` and, by kind, one path or
/// several lines of them, relative to it. Only the first two levels are looked at, so that aliases multiply nothing.
/// \param folder of the file, which a relative base_path begins at
/// \param home what "~" stands for
/// Errors: Corrupt (no YAML of that form), Unsupported (too large).
[[nodiscard]] Result<QStringList> extraModelFolders(std::string_view yaml, const QString& folder, const QString& home);

}  // namespace reverie::library
