#pragma once

#include "core/hub/hub_cache.h"

#include <QStringList>

#include <cstdint>
#include <vector>

namespace reverie::hub {

struct CachedFile {
    QString path;  ///< inside the snapshot
    QString blob;  ///< where its bytes lie: the blob, or the snapshot's own file
    std::uint64_t bytes = 0;
};

struct CachedRevision {
    QString commit;
    QString folder;
    QStringList refs;  ///< that name it, such as "main"
    std::vector<CachedFile> files;
    std::uint64_t bytes = 0;  ///< each blob once
};

struct CachedRepo {
    QString id;
    QString folder;
    std::vector<CachedRevision> revisions;
    QStringList parts;        ///< what interrupted downloads left
    std::uint64_t bytes = 0;  ///< of all blobs, each once, and of the parts
};

/// The models in the cache. What cannot be read, or is no model, is passed over. Follows no link to a folder.
[[nodiscard]] std::vector<CachedRepo> cachedRepos(const HubCache& cache);

/// What goes when a revision goes: blobs that another one uses stay.
struct CacheRemoval {
    QString id;
    QStringList paths;        ///< in the order of removal; a folder goes with all that is in it
    std::uint64_t frees = 0;  ///< bytes
};

/// `commit` empty: all of the repository, with what interrupted downloads left. Errors: NotFound; InvalidArgument when
/// the commit is the only one.
[[nodiscard]] Result<CacheRemoval> planRemoval(const HubCache& cache, const QString& id, const QString& commit = {});
/// Errors: Permission, Io; Busy while a download of the repository runs. What went before an error is gone.
[[nodiscard]] Result<void> remove(const HubCache& cache, const CacheRemoval& removal);

}  // namespace reverie::hub
