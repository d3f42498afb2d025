#pragma once

#include "core/hub/hub_cache.h"
#include "core/library/folder_walk.h"

#include <vector>

namespace reverie::library {

/// The state of a repository in the Hub's cache that is used: the one that its main branch had when it was last
/// fetched, else the one that was written last.
struct HubSnapshot {
    QString repository;  ///< "OWNER/NAME"
    QString commit;
    QString folder;     ///< models--OWNER--NAME/snapshots/COMMIT
    FoundModels found;  ///< what lies in it
};

/// The states of a repository that lie in the cache, the one that was written last first.
[[nodiscard]] QStringList newestCommits(const hub::HubCache& cache, const QString& id);
/// The state that is used; empty when there is none.
[[nodiscard]] QString usedCommit(const hub::HubCache& cache, const QString& id);
/// What lies in one state: as `findModels`, and the single files beside a whole model.
[[nodiscard]] FoundModels snapshotModels(const QString& folder, const Cancellation& cancellation);

/// One for each model repository in the cache that holds anything. A whole model and the single files beside its
/// folders are listed both. Opens only the files that name commits.
/// \param cache the folder that holds models--OWNER--NAME
[[nodiscard]] std::vector<HubSnapshot> hubSnapshots(const QString& cache, const Cancellation& cancellation);

}  // namespace reverie::library
