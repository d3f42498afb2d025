#pragma once

#include "core/library/model_identity.h"

#include <QStringList>

namespace reverie::library {

/// Whose folder a model lies in.
enum class ModelSource {
    Starter,   ///< came with Reverie
    Own,       ///< the models' folder of Reverie's data
    Folder,    ///< one that a person added
    File,      ///< a single file or model folder that a person added
    HubCache,  ///< the Hub's cache, which other programs share
    A1111,
    Forge,
    ComfyUi,
    InvokeAi
};

/// "AUTOMATIC1111", "Hugging Face cache": for people.
[[nodiscard]] QString sourceName(ModelSource source);

/// A place where models lie: a folder with all below it, or (Starter, File) a model itself.
struct LibraryRoot {
    ModelSource source = ModelSource::Folder;
    QString path;  ///< absolute

    bool operator==(const LibraryRoot&) const = default;
};

/// A model on this machine. A plain value.
struct LibraryEntry {
    QString id;              ///< stays the same from start to start, and for a repository from commit to commit
    QString name;            ///< for people
    QString path;            ///< of the file or folder to load
    QStringList otherPaths;  ///< that lead to the very same file
    ModelSource source = ModelSource::Folder;
    QStringList usedBy;       ///< names of all the sources that it was found through, its own first
    QString repository;       ///< Hub id; empty outside the Hub's cache
    QString commit;           ///< of the snapshot
    std::uint64_t bytes = 0;  ///< on the disk
    qint64 modifiedMs = 0;    ///< since the epoch
    ModelIdentity identity;

    bool operator==(const LibraryEntry&) const = default;
    /// Whether other programs use the same file.
    [[nodiscard]] bool isShared() const { return usedBy.size() > 1 || source > ModelSource::File; }
};

}  // namespace reverie::library
