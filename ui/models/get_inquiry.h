#pragma once

#include "core/hub/download_plan.h"
#include "core/hub/gate.h"
#include "ui/models/get_plan.h"

namespace reverie::library {
class Catalogue;
}

namespace reverie::ui {

/// What is asked of the Hub before a model is fetched.
struct GetWish {
    QString id;
    hub::SelectionWish selection;
};

/// What the Hub said: what stands in the way, or what would be fetched.
struct GetAnswer {
    hub::Gate gate;
    QString account;  ///< whose token was used, a sentence; empty without one
    hub::RepoInfo repo;
    hub::FileSelection selection;
    hub::RepoJob job;
    std::uint64_t heldBytes = 0;  ///< of the job that are in the cache
    std::uint64_t freeBytes = 0;  ///< on the cache's disk; 0 = unknown
};

/// Asks whatever it takes. Blocks; any thread. Errors: those of HubApi and selectFiles.
[[nodiscard]] Result<GetAnswer> askAbout(
    const hub::HubApi& api, const hub::HubCache& cache, const GetWish& wish, const Cancellation& cancellation);

/// The answer of an open gate in words for a person.
[[nodiscard]] GetPlan planOf(const GetAnswer& answer, const library::Catalogue& catalogue, const QString& cacheFolder);

}  // namespace reverie::ui
