#include "core/library/library_scan.h"

#include "core/library/folder_walk.h"
#include "core/library/hub_snapshots.h"
#include "core/library/installations.h"
#include "core/weights/model_stamp.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <map>

namespace reverie::library {
namespace {

constexpr qsizetype kIdDigits = 16;
constexpr qsizetype kMostWatchedFiles = 64;  // of one root

QString idOf(const QString& key)
{
    return QString::fromLatin1(QCryptographicHash::hash(key.toUtf8(), QCryptographicHash::Sha1).toHex())
        .left(kIdDigits);
}

QString nameOf(const QString& path, ModelSource source)
{
    if (source == ModelSource::Starter)
        return QStringLiteral("Starter model");
    const QFileInfo info(path);
    return info.isDir() ? info.fileName() : info.completeBaseName();
}

void add(std::vector<LibraryRoot>& roots, ModelSource source, const QString& path)
{
    const LibraryRoot root{source, QFileInfo(path).absoluteFilePath()};
    if (!path.isEmpty() && QFileInfo::exists(path) &&
        std::ranges::find(roots, root.path, &LibraryRoot::path) == roots.end())
        roots.push_back(root);
}

void addAll(std::vector<LibraryRoot>& roots, Installations found, QStringList& notes)
{
    for (const LibraryRoot& root : found.roots)
        add(roots, root.source, root.path);
    notes << std::move(found.notes);
}

bool isOneModel(const LibraryRoot& root)
{
    return root.source == ModelSource::Starter || root.source == ModelSource::File;
}

}  // namespace

LibraryScan::LibraryScan(LibraryPlaces places, const QString& cacheFile)
    : m_places(std::move(places)), m_identities(cacheFile)
{
}

std::vector<LibraryRoot> LibraryScan::roots()
{
    std::vector<LibraryRoot> roots;
    add(roots, ModelSource::Starter, m_places.starter);
    add(roots, ModelSource::Own, m_places.models);
    m_notes.clear();
    for (const QString& folder : m_places.folders)
        if (Installations program = installationIn(folder, m_places.home); program.isThere)
            addAll(roots, std::move(program), m_notes);
        else
            add(roots, ModelSource::Folder, folder);
    for (const QString& file : m_places.files)
        add(roots, ModelSource::File, file);
    add(roots, ModelSource::HubCache, m_places.hubCache);
    addAll(roots, findInstallations(m_places.home), m_notes);
    m_notes.removeDuplicates();
    return roots;
}

RootListing LibraryScan::look(const LibraryRoot& root, const Cancellation& cancellation)
{
    RootListing listing;
    listing.root = root;
    if (root.source == ModelSource::HubCache) {
        lookAtHub(listing, cancellation);
        return listing;
    }
    FoundModels found;
    if (isOneModel(root))
        found.models << root.path;
    else
        found = findModels(root.path, cancellation);
    listing.folders = std::move(found.folders);
    listing.notes = std::move(found.notes);
    for (const QString& path : std::as_const(found.models)) {
        if (cancellation.isCancelled())
            break;
        lookAt(path, listing);
    }
    return listing;
}

void LibraryScan::lookAtHub(RootListing& listing, const Cancellation& cancellation)
{
    listing.folders << listing.root.path;
    for (const HubSnapshot& snapshot : hubSnapshots(listing.root.path, cancellation)) {
        listing.folders << snapshot.found.folders;
        for (const QString& path : snapshot.found.models) {
            if (cancellation.isCancelled())
                return;
            lookAt(path, listing);
            LibraryEntry& entry = listing.models.back().entry;
            const QString within = path.mid(snapshot.folder.size());
            entry.id = idOf(snapshot.repository + within);
            entry.repository = snapshot.repository;
            entry.commit = snapshot.commit;
            if (within.isEmpty())
                entry.name = snapshot.repository.section(QLatin1Char('/'), -1);
        }
    }
}

void LibraryScan::lookAt(const QString& path, RootListing& listing)
{
    const weights::ModelStamp stamp = weights::stampOf(path);
    LibraryEntry entry;
    entry.id = listing.root.source == ModelSource::Starter ? QStringLiteral("starter") : idOf(path);
    entry.name = nameOf(path, listing.root.source);
    entry.path = path;
    entry.source = listing.root.source;
    entry.usedBy = QStringList{sourceName(entry.source)};
    entry.bytes = stamp.bytes;
    entry.modifiedMs = stamp.modifiedMs;
    entry.identity = m_identities.of(path, stamp.text);
    if (entry.identity.kind == ModelKind::Unknown && QFileInfo(path).isFile() &&
        listing.unfinished.size() < kMostWatchedFiles)
        listing.unfinished << path;
    listing.models.push_back({std::move(entry), stamp.key.isEmpty() ? path : stamp.key});
}

std::vector<LibraryEntry> merged(const std::vector<RootListing>& listings)
{
    std::vector<LibraryEntry> all;
    std::map<QString, std::size_t> places;  // in `all`
    for (const RootListing& listing : listings)
        for (const RootListing::Seen& seen : listing.models) {
            const auto [at, isNew] = places.try_emplace(seen.key, all.size());
            if (isNew) {
                all.push_back(seen.entry);
                continue;
            }
            LibraryEntry& known = all[at->second];
            if (known.path != seen.entry.path && !known.otherPaths.contains(seen.entry.path))
                known.otherPaths << seen.entry.path;
            for (const QString& program : seen.entry.usedBy)
                if (!known.usedBy.contains(program))
                    known.usedBy << program;
        }
    std::ranges::stable_sort(all, [](const LibraryEntry& a, const LibraryEntry& b) {
        return QString::compare(a.name, b.name, Qt::CaseInsensitive) < 0;
    });
    return all;
}

}  // namespace reverie::library
