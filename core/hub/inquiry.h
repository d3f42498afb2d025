#pragma once

#include "core/hub/file_selection.h"
#include "core/hub/gate.h"
#include "core/hub/repo_download.h"

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

/// The repository that a pasted text names: "OWNER/NAME", or the address of its page or of one of its files. Empty
/// where it names none.
[[nodiscard]] QString repositoryIn(const QString& text);

}  // namespace reverie::hub
