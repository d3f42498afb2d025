#pragma once

#include "core/hub/hub_cache.h"
#include "core/hub/repo_download.h"

#include <QStringList>

#include <cstdint>
#include <vector>

namespace reverie::library {

/// Something in the Hub's cache that may go without loss.
struct Leftover {
    enum class Kind {
        OlderState,  ///< of a repository: no branch names it, and a state that stays holds each of its models
        Parts,       ///< what downloads that have ended brought of files that are not whole
        Damaged      ///< files that were put aside, since their bytes were not those that the Hub announced
    };

    Kind kind = Kind::Parts;
    QString repository;
    QString commit;           ///< of an older state
    QStringList paths;        ///< of the files, otherwise
    std::uint64_t frees = 0;  ///< bytes

    /// Names it for as long as it is there.
    [[nodiscard]] QString key() const;
};

/// What of the cache is needed now.
struct CacheNeeds {
    QStringList models;                   ///< paths or Hub ids of those that are loaded, chosen or queued
    std::vector<hub::RepoJob> downloads;  ///< that run, wait, or may go on
};

/// What may go, by repository. Never the state that the library shows, the newest one, one that a branch names, one
/// that is needed, or what another program is writing. Blocks.
[[nodiscard]] std::vector<Leftover> leftovers(const hub::HubCache& cache, const CacheNeeds& needs);

/// Looks once more whether it may go, and removes it for good. Errors: Busy (it is needed by now), NotFound (there is
/// no such thing to remove any more), Permission, Io.
[[nodiscard]] Result<void> removeLeftover(const hub::HubCache& cache, const QString& key, const CacheNeeds& needs);

}  // namespace reverie::library
