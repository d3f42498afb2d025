#pragma once

#include "core/hub/download_plan.h"
#include "core/hub/gate.h"
#include "core/hub/hub_cache.h"

namespace reverie::hub {

struct InquiryWish {
    QString id;
    QString revision = QStringLiteral("main");
    SelectionWish selection;
};

/// What the Hub says before a model is fetched: what stands in the way or, where the gate is open, what would come.
struct Inquiry {
    Gate gate;
    RepoInfo repo;
    FileSelection selection;
    RepoJob job;
    std::uint64_t heldBytes = 0;  ///< of the job that are in the cache already
    std::uint64_t freeBytes = 0;  ///< on the cache's disk; 0 = unknown
};

/// Asks whatever it takes. Blocking; any thread. Errors: those of HubApi and selectFiles.
[[nodiscard]] Result<Inquiry> inquire(
    const HubApi& api, const HubCache& cache, const InquiryWish& wish, const Cancellation& cancellation);

}  // namespace reverie::hub
