#pragma once

#include "core/base/cancellation.h"
#include "core/base/result.h"

namespace reverie::library {

/// Puts a model's file or folder into Reverie's models folder, under its own name: as hard links where that is the same
/// disk, so that nothing is stored twice, else as a copy. Appears whole or not at all.
/// \param path of a file of weights, or of a folder
/// \param modelsFolder made where it is missing
/// \return where it lies now. Errors: Unsupported (why Reverie cannot use it), AlreadyExists, NotFound, Permission,
/// DiskFull, Io, Cancelled.
[[nodiscard]] Result<QString> importModel(
    const QString& path, const QString& modelsFolder, const Cancellation& cancellation);

}  // namespace reverie::library
