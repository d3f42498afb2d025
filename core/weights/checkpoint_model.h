#pragma once

#include "core/weights/model_folder.h"

namespace reverie::weights {

/// Makes a single-file checkpoint look like a diffusers folder: configs from its tensors and from what its family was
/// published with, its prediction type guessed; notes about it are read from "<name>.reverie.json" beside it.
/// \param path absolute, of a file
/// Errors: those of TensorFile::open, readCheckpoint and readModelDefaults.
[[nodiscard]] Result<ModelFolder> modelFromCheckpoint(const QString& path);

}  // namespace reverie::weights
