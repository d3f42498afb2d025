#pragma once

#include "core/base/result.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace reverie::weights {

/// A `*.safetensors.index.json` or `*.bin.index.json`: which file of the same folder holds which tensor.
struct ShardIndex {
    std::vector<std::string> files;                ///< plain file names, sorted, each once
    std::map<std::string, std::uint32_t> tensors;  ///< name -> place in `files`
};

/// Reads an index (rule R33): every file is a plain name inside the folder, so nothing outside it is ever opened.
/// `path` is only for the sentence. Errors: Corrupt; Unsupported (more than 65,536 tensors or 1,024 files).
[[nodiscard]] Result<ShardIndex> parseShardIndex(std::string_view json, const QString& path);

}  // namespace reverie::weights
