#include "core/hub/download_plan.h"

namespace reverie::hub {
namespace {

const QString kIndex = QStringLiteral("model_index.json");

ModelIndex indexFromFolders(const RepoInfo& repo)
{
    ModelIndex index;
    for (const RepoFile& file : repo.files)
        if (const auto slash = file.path.indexOf(QLatin1Char('/')); slash > 0)
            index.parts << file.path.left(slash);
    index.parts.removeDuplicates();
    return index;
}

Result<std::optional<ModelIndex>> indexOf(const HubApi& api, const RepoInfo& repo, const Cancellation& cancellation)
{
    if (!needsIndex(repo))
        return std::optional<ModelIndex>();
    auto text = api.smallFile(repo.id, repo.commit, kIndex, cancellation);
    if (!text && text.error().code == ErrorCode::Unauthorized)
        return std::optional(indexFromFolders(repo));
    if (!text)
        return failWith(std::move(text));
    auto index = parseModelIndex(*text);
    if (!index)
        return failWith(std::move(index));
    return std::optional(std::move(*index));
}

}  // namespace

RepoJob DownloadPlan::job(const QString& revision) const
{
    return {repo.id, revision, repo.commit, selection.files};
}

Result<DownloadPlan> planDownload(const HubApi& api, const QString& id, const QString& revision,
    const SelectionWish& wish, const Cancellation& cancellation)
{
    auto repo = api.repository(id, revision, cancellation);
    if (!repo)
        return failWith(std::move(repo));
    auto index = wish.file.isEmpty() ? indexOf(api, *repo, cancellation) : Result<std::optional<ModelIndex>>();
    if (!index)
        return failWith(std::move(index));
    auto selection = selectFiles(*repo, *index, wish);
    if (!selection)
        return failWith(std::move(selection));
    return DownloadPlan{std::move(*repo), std::move(*selection)};
}

}  // namespace reverie::hub
