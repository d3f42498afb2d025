#pragma once

#include <QString>

#include <cstdint>

namespace reverie::weights {

/// The state of a model's files without opening one.
struct ModelStamp {
    QString text;             ///< another whenever a file of the model was changed; empty when it is gone
    QString key;              ///< the same for all paths that lead to the same file or folder
    std::uint64_t bytes = 0;  ///< on the disk
    qint64 modifiedMs = 0;    ///< since the epoch
};

/// \param path of a file, with the notes beside it, or of a model's folder with all that it holds. Links are followed:
/// a Hub snapshot is a folder of them.
[[nodiscard]] ModelStamp stampOf(const QString& path);

/// What tells one state of a model and its VAE on the disk from another.
/// \param vae  as in request::GenerationRequest; empty = none of its own
[[nodiscard]] QString modelStamp(const QString& model, const QString& vae);

}  // namespace reverie::weights
