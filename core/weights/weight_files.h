#pragma once

#include "core/base/result.h"

namespace reverie::weights {

/// Where a component's weights are: a file of them, or the index of its shards.
struct WeightFile {
    QString path;
    bool isIndex = false;
};

/// Chooses among the files of a component's folder: safetensors before PyTorch's, plain names before variants. `stem`
/// as for WeightSet::open. Errors: NotFound (no folder, no weights in it); Unsupported when the weights there are in a
/// format that Reverie does not read (says which file and what it is).
[[nodiscard]] Result<WeightFile> findWeightFile(const QString& componentDir, const QString& stem);

}  // namespace reverie::weights
