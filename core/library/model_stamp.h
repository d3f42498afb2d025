#pragma once

#include <QString>

#include <cstdint>

namespace reverie::library {

/// The state of a model's files without opening one.
struct ModelStamp {
    QString text;             ///< another whenever a file of the model was changed; empty when it is gone
    QString key;              ///< the same for all paths that lead to the same file or folder
    std::uint64_t bytes = 0;  ///< on the disk
    qint64 modifiedMs = 0;    ///< since the epoch
};

/// \param path of a file, with the notes beside it, or of a model's folder with all that it holds
[[nodiscard]] ModelStamp stampOf(const QString& path);

}  // namespace reverie::library
