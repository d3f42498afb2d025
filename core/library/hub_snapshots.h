#pragma once

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

/// One for each model repository in the cache that holds anything. A whole model and the single files beside its
/// folders are listed both. Opens only the files that name commits.
/// \param cache the folder that holds models--OWNER--NAME
[[nodiscard]] std::vector<HubSnapshot> hubSnapshots(const QString& cache, const Cancellation& cancellation);

}  // namespace reverie::library
