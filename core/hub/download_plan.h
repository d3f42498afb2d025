#pragma once

#include "core/hub/file_selection.h"
#include "core/hub/hub_api.h"
#include "core/hub/repo_download.h"

namespace reverie::hub {

/// What would be fetched of a model.
struct DownloadPlan {
    RepoInfo repo;
    FileSelection selection;

    /// What the list of downloads is given; `revision` is whose ref is set at the end.
    [[nodiscard]] RepoJob job(const QString& revision) const;
};

/// Lists the model at `revision` and selects what is needed of it. In front of a closed gate, behind which
/// model_index.json lies, the parts are read off the folders, so that the size can be shown before anybody asks for a
/// token. Errors: those of HubApi and selectFiles().
[[nodiscard]] Result<DownloadPlan> planDownload(const HubApi& api, const QString& id, const QString& revision,
    const SelectionWish& wish, const Cancellation& cancellation);

}  // namespace reverie::hub
