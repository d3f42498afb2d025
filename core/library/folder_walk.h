#pragma once

#include "core/base/cancellation.h"

#include <QStringList>

namespace reverie::library {

struct WalkLimits {
    int depth = 12;                 ///< folders below the root
    std::size_t files = 1'000'000;  ///< looked at
};

/// What a walk found.
struct FoundModels {
    QStringList models;   ///< absolute paths of files and folders that may be models, sorted
    QStringList folders;  ///< all that were looked into
    QStringList notes;    ///< sentences: what could not be looked at
};

/// Looks for models in a folder and below it: files named like weights, and folders with a model_index.json or with the
/// config.json of a part, into which it does not go. Follows links, each folder once. What is hidden, and what
/// downloads leave half-written, is passed over. Opens no file.
[[nodiscard]] FoundModels findModels(
    const QString& root, const Cancellation& cancellation, const WalkLimits& limits = WalkLimits());

}  // namespace reverie::library
