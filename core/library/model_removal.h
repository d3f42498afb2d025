#pragma once

#include "core/base/result.h"
#include "core/library/disk_use.h"
#include "core/library/library_entry.h"

namespace reverie::library {

/// What goes when a model is removed.
struct RemovalPlan {
    QString id;
    QString name;
    QString path;             ///< goes to the trash whole; of the Hub's cache the repository's folder
    DiskUse use;              ///< what it takes, and what emptying the trash then frees
    QStringList alsoGone;     ///< names of other models that lie in it
    QStringList brokenLinks;  ///< paths of links that will lead nowhere
};

/// A model in the system's trash, and what brings it back.
struct RemovedModel {
    RemovalPlan plan;
    QString pathInTrash;
};

/// Where a model lies whole: the file or folder itself, of the Hub's cache the folder of its repository with all its
/// states, blobs and refs.
[[nodiscard]] QString wholePlace(const LibraryEntry& entry);

/// Looks at what removing a model means; changes nothing. Blocks.
/// \param all the library's list
/// \param inUse paths of models that are loaded or queued, and Hub ids that are being downloaded
/// Errors: InvalidArgument (the starter model), Busy (it is in use), NotFound (it is gone already).
[[nodiscard]] Result<RemovalPlan> planRemoval(
    const LibraryEntry& entry, const std::vector<LibraryEntry>& all, const QStringList& inUse);

/// What a person should know before saying yes: whole sentences.
[[nodiscard]] QString removalWords(const RemovalPlan& plan);

/// Moves it to the system's trash, in one step. Blobs that other repositories use lie outside and stay. Errors: those
/// of io::moveToTrash.
[[nodiscard]] Result<RemovedModel> removeModel(const RemovalPlan& plan);

/// Brings it back to where it was. Errors: those of io::restoreFromTrash.
[[nodiscard]] Result<void> undoRemoval(const RemovedModel& removed);

}  // namespace reverie::library
