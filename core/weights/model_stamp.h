#pragma once

#include <QString>

namespace reverie::weights {

/// What tells one state of a model on the disk from another: path, size, time and inode of its file, or of every file
/// in its folder. Reads no file. Empty when there is nothing there.
/// \param vae  as in request::GenerationRequest; empty = none of its own
[[nodiscard]] QString modelStamp(const QString& model, const QString& vae);

}  // namespace reverie::weights
