#include "core/library/library.h"

#include "core/base/when_done.h"

#include <QDateTime>

#include <algorithm>

namespace reverie::library {
namespace {

/// The roots of a list, and sentences about others.
struct Plan {
    std::vector<LibraryRoot> roots;
    QStringList notes;
};

bool isBelow(const QString& path, const QString& root)
{
    return path == root || path.startsWith(root + QLatin1Char('/'));
}

}  // namespace

Library::Library(LibraryPlaces places, QString cacheFile, int restMs, QObject* parent)
    : QObject(parent), m_places(std::move(places)), m_cacheFile(std::move(cacheFile)),
      m_scan(std::make_shared<LibraryScan>(m_places, m_cacheFile)), m_watch(restMs)
{
    connect(&m_watch, &io::FolderWatch::changed, this, &Library::lookAgain);
}

Library::~Library()
{
    m_round.cancel();
}

void Library::setPlaces(LibraryPlaces places)
{
    m_places = std::move(places);
    m_scan = std::make_shared<LibraryScan>(m_places, m_cacheFile);
    scan();
}

void Library::scan()
{
    m_round.cancel();
    m_round = {};
    m_sinceMs = QDateTime::currentMSecsSinceEpoch();
    ++m_running;
    const auto plan = m_thread.run([scan = m_scan] {
        Plan plan{scan->roots(), {}};
        plan.notes = scan->notes();
        return plan;
    });
    whenDone(plan, this, [this, round = m_round](const Plan& plan) {
        if (round.isCancelled())
            return end();
        m_notes = plan.notes;
        std::vector<RootListing> listings;
        for (const LibraryRoot& root : plan.roots) {
            const auto known = std::ranges::find(m_listings, root, &RootListing::root);
            listings.push_back(known == m_listings.end() ? RootListing{root, {}, {}, {}, {}} : *known);
        }
        m_listings = std::move(listings);
        look(plan.roots);
    });
}

void Library::look(const std::vector<LibraryRoot>& roots)
{
    for (const LibraryRoot& root : roots)
        whenDone(m_thread.run([scan = m_scan, root, round = m_round] { return scan->look(root, round); }), this,
            [this, round = m_round](RootListing listing) {
                if (!round.isCancelled())
                    take(std::move(listing));
            });
    whenDone(m_thread.run([scan = m_scan] {
        scan->keep();
        return true;
    }),
        this, [this](bool) { end(); });
}

void Library::take(RootListing listing)
{
    const auto at = std::ranges::find(m_listings, listing.root, &RootListing::root);
    if (at == m_listings.end())
        return;
    *at = std::move(listing);
    Q_EMIT looked(at->root.path);
    std::vector<LibraryEntry> entries = merged(m_listings);
    if (entries == m_entries)
        return;
    m_entries = std::move(entries);
    Q_EMIT changed();
}

void Library::end()
{
    if (--m_running > 0)
        return;
    if (std::vector<LibraryEntry> entries = merged(m_listings); entries != m_entries) {
        m_entries = std::move(entries);
        Q_EMIT changed();
    }
    QStringList watched;
    for (const RootListing& listing : m_listings)
        watched << listing.folders << listing.unfinished;
    m_watch.watch(watched, m_sinceMs);
    Q_EMIT scanned();
}

void Library::lookAgain(const QStringList& paths)
{
    std::vector<LibraryRoot> roots;
    for (const RootListing& listing : m_listings)
        if (std::ranges::any_of(paths, [&](const QString& path) { return isBelow(path, listing.root.path); }))
            roots.push_back(listing.root);
    if (roots.empty())
        return;
    if (m_running++ == 0)  // else what the running ones have not seen yet would be passed over
        m_sinceMs = QDateTime::currentMSecsSinceEpoch();
    look(roots);
}

QStringList Library::notes() const
{
    QStringList notes = m_notes;
    for (const RootListing& listing : m_listings)
        notes << listing.notes;
    return notes;
}

const LibraryEntry* Library::find(const QString& id) const
{
    const auto at = std::ranges::find(m_entries, id, &LibraryEntry::id);
    return at == m_entries.end() ? nullptr : &*at;
}

const LibraryEntry* Library::findPath(const QString& path) const
{
    const auto at = std::ranges::find_if(
        m_entries, [&](const LibraryEntry& entry) { return entry.path == path || entry.otherPaths.contains(path); });
    return at == m_entries.end() ? nullptr : &*at;
}

}  // namespace reverie::library

#include "moc_library.cpp"
