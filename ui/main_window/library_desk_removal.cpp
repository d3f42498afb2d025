#include "core/base/when_done.h"
#include "core/hub/cached_repos.h"
#include "core/hub/download_list.h"
#include "core/io/disk_space.h"
#include "core/library/library.h"
#include "core/queue/dispatcher.h"
#include "ui/compose/compose_pane.h"
#include "ui/main_window/library_desk.h"
#include "ui/main_window/toast.h"
#include "ui/models/disk_use_sheet.h"
#include "ui/models/installed_tab.h"
#include "ui/models/models_page.h"
#include "ui/widgets/sentence_text.h"

#include <QtConcurrent>

#include <algorithm>
#include <map>

namespace reverie::ui {
namespace {

/// The states of repositories that no branch names any more.
std::vector<Removable> olderStates(const hub::HubCache& cache)
{
    std::vector<Removable> found;
    for (const hub::CachedRepo& repo : hub::cachedRepos(cache))
        for (const hub::CachedRevision& state : repo.revisions) {
            if (!state.refs.isEmpty() || repo.revisions.size() < 2)
                continue;
            const auto plan = hub::planRemoval(cache, repo.id, state.commit);
            if (plan && plan->frees > 0)
                found.push_back(
                    {repo.id + QLatin1Char(' ') + state.commit, LibraryDesk::tr("An older state of %1").arg(repo.id),
                        LibraryDesk::tr("A newer one is here. It cannot be brought back but by another download."),
                        plan->frees});
        }
    return found;
}

std::vector<SourceUse> sourcesOf(const std::vector<ModelEntry>& entries)
{
    std::map<library::ModelSource, SourceUse> bySource;
    for (const ModelEntry& each : entries) {
        SourceUse& use = bySource[each.source];
        use.title = library::sourceName(each.source);
        use.bytes += each.bytes;
        ++use.models;
    }
    std::vector<SourceUse> sources;
    for (auto& [source, use] : bySource)
        sources.push_back(std::move(use));
    std::ranges::stable_sort(sources, std::greater<>(), &SourceUse::bytes);
    return sources;
}

}  // namespace

QStringList LibraryDesk::inUse() const
{
    QStringList used;
    for (const queue::QueueJob& job : m_at.services.queue.jobs())
        if (job.isUnfinished())
            used << job.request.model;
    for (const hub::Download& each : m_at.services.downloads.downloads())
        if (each.state == hub::DownloadState::Running || each.state == hub::DownloadState::Waiting)
            used << each.job.id;
    return used;
}

void LibraryDesk::showRemoval(ModelDetails details)
{
    const library::LibraryEntry entry = details.entry;
    const auto planning = QtConcurrent::run(&m_pool, [entry, all = m_at.services.library.entries(), used = inUse()] {
        return library::planRemoval(entry, all, used);
    });
    whenDone(planning, this, [this, details](const Result<library::RemovalPlan>& plan) mutable {
        details.canRemove = plan.has_value();
        details.removal = plan ? library::removalWords(*plan) : sentenceText(plan.error());
        details.removal.replace(details.entry.path, details.entry.name);
        // What was noted in the meantime is newer.
        const library::Keepsake kept = m_at.services.keepsakes.of(details.entry.id);
        details.notes = kept.notes;
        details.prompt = kept.prompt;
        details.negativePrompt = kept.negativePrompt;
        m_at.page.installed().setDetails(details);
    });
}

void LibraryDesk::remove(const QString& path)
{
    const ModelEntry* model = find(path);
    if (model == nullptr)
        return;
    const auto planning = QtConcurrent::run(
        &m_pool, [entry = library::LibraryEntry(*model), all = m_at.services.library.entries(), used = inUse()] {
            return library::planRemoval(entry, all, used);
        });
    whenDone(planning, this, [this](const Result<library::RemovalPlan>& plan) {
        if (plan)
            removeNow(*plan);
        else
            m_at.toast.tell(sentenceText(plan.error()));
    });
}

void LibraryDesk::removeNow(const library::RemovalPlan& plan)
{
    const auto removing = QtConcurrent::run(&m_pool, [plan] { return library::removeModel(plan); });
    whenDone(removing, this, [this](const Result<library::RemovedModel>& removed) {
        if (!removed) {
            m_at.toast.tell(sentenceText(removed.error()));
            return;
        }
        rescan();
        m_at.toast.offer(tr("%1 is in the trash.").arg(removed->plan.name), tr("Undo"),
            [this, removed = *removed] { bringBack(removed); });
    });
}

void LibraryDesk::bringBack(const library::RemovedModel& removed)
{
    const auto undoing = QtConcurrent::run(&m_pool, [removed] { return library::undoRemoval(removed); });
    whenDone(undoing, this, [this](const Result<void>& undone) {
        if (!undone)
            m_at.toast.tell(sentenceText(undone.error()));
        rescan();
    });
}

void LibraryDesk::removeChosen()
{
    remove(m_at.page.installed().chosen());
}

void LibraryDesk::showDiskUse()
{
    DiskUse use;
    use.sources = sourcesOf(m_entries);
    m_at.page.installed().setDiskUse(use);
    struct Looked {
        std::vector<Removable> removable;
        std::uint64_t freeBytes = 0;
    };
    const auto looking = QtConcurrent::run(&m_pool, [&cache = m_at.services.cache] {
        return Looked{olderStates(cache), io::freeBytes(cache.folder()).value_or(0)};
    });
    whenDone(looking, this, [this, use](const Looked& looked) mutable {
        use.removable = looked.removable;
        use.freeBytes = looked.freeBytes;
        m_at.page.installed().setDiskUse(use);
    });
}

void LibraryDesk::removeUseless(const QString& id)
{
    const QString repository = id.section(QLatin1Char(' '), 0, 0);
    const QString commit = id.section(QLatin1Char(' '), 1);
    const auto removing =
        QtConcurrent::run(&m_pool, [&cache = m_at.services.cache, repository, commit]() -> Result<void> {
            const auto plan = hub::planRemoval(cache, repository, commit);
            return plan ? hub::remove(cache, *plan) : Result<void>(tl::unexpected<Error>(plan.error()));
        });
    whenDone(removing, this, [this](const Result<void>& removed) {
        m_at.toast.tell(removed ? tr("It is gone.") : sentenceText(removed.error()));
        showDiskUse();
        rescan();
    });
}

}  // namespace reverie::ui
