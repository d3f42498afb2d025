#include "core/base/when_done.h"
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

Removable removableOf(const library::Leftover& leftover)
{
    Removable removable{leftover.key(), {}, {}, leftover.frees};
    switch (leftover.kind) {
    case library::Leftover::Kind::OlderState:
        removable.title = LibraryDesk::tr("An older state of %1").arg(leftover.repository);
        removable.why = LibraryDesk::tr("A newer one is here. It cannot be brought back but by another download.");
        break;
    case library::Leftover::Kind::Parts:
        removable.title = LibraryDesk::tr("Parts of a download of %1").arg(leftover.repository);
        removable.why = LibraryDesk::tr("It was cancelled or never came to its end. Without them it begins anew.");
        break;
    case library::Leftover::Kind::Damaged:
        removable.title = LibraryDesk::tr("Damaged files of %1").arg(leftover.repository);
        removable.why =
            LibraryDesk::tr("They were not what the Hub announces, so they were put aside and fetched again.");
        break;
    }
    return removable;
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
            used << job.request.model << job.request.vae;
    for (const hub::Download& each : m_at.services.downloads.downloads())
        if (each.state == hub::DownloadState::Running || each.state == hub::DownloadState::Waiting)
            used << each.job.id;
    used << m_at.compose.form().request.model << m_at.compose.form().request.vae;
    used.removeAll(QString());  // the starter, and the models' own VAEs
    used.removeDuplicates();
    return used;
}

void LibraryDesk::renewRemoval()
{
    const QString chosen = m_at.page.installed().chosen();
    if (chosen.isEmpty() || inUse() == m_used)
        return;
    if (const ModelEntry* model = find(chosen))
        showRemoval(*model);
}

library::CacheNeeds LibraryDesk::needs() const
{
    library::CacheNeeds needs;
    needs.models = inUse() << m_loaded;
    for (const hub::Download& each : m_at.services.downloads.downloads())
        if (each.state != hub::DownloadState::Done)
            needs.downloads.push_back(each.job);
    return needs;
}

void LibraryDesk::showRemoval(const library::LibraryEntry& entry)
{
    m_planning.cancel();
    m_planning = {};
    m_used = inUse();
    const auto plan = [entry, all = m_at.services.library.entries(), used = m_used,
                          round = m_planning]() -> Result<library::RemovalPlan> {
        if (round.isCancelled())
            return fail(ErrorCode::Cancelled, QStringLiteral("another model was chosen"));
        return library::planRemoval(entry, all, used);
    };
    whenDone(QtConcurrent::run(&m_pool, plan), this,
        [this, entry, round = m_planning](const Result<library::RemovalPlan>& plan) {
            if (round.isCancelled())
                return;
            const QString words = plan ? library::removalWords(*plan) : sentenceText(plan.error());
            m_at.page.installed().setRemoval(
                entry.path, {QString(words).replace(entry.path, entry.name), plan.has_value()});
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
        std::vector<library::Leftover> leftovers;
        std::uint64_t freeBytes = 0;
    };
    const auto looking = QtConcurrent::run(&m_pool, [&cache = m_at.services.cache, needs = needs()] {
        return Looked{library::leftovers(cache, needs), io::freeBytes(io::nearestExisting(cache.folder())).value_or(0)};
    });
    whenDone(looking, this, [this, use](const Looked& looked) mutable {
        std::ranges::transform(looked.leftovers, std::back_inserter(use.removable), removableOf);
        use.freeBytes = looked.freeBytes;
        m_at.page.installed().setDiskUse(use);
    });
}

void LibraryDesk::removeUseless(const QString& id)
{
    const auto removing = QtConcurrent::run(&m_pool,
        [&cache = m_at.services.cache, id, needs = needs()] { return library::removeLeftover(cache, id, needs); });
    whenDone(removing, this, [this](const Result<void>& removed) {
        m_at.toast.tell(removed ? tr("It is gone.") : sentenceText(removed.error()));
        showDiskUse();
        rescan();
    });
}

}  // namespace reverie::ui
