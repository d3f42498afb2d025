#include "core/hub/cached_repos.h"

#include "core/hub/names.h"
#include "core/io/file_lock.h"

#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QHash>

#include <algorithm>

namespace reverie::hub {
namespace {

const QString kPrefix = QStringLiteral("models--");

QString locksFolder(const HubCache& cache, const QString& id)
{
    return QFileInfo(cache.lockFile(id, {})).absolutePath();
}

/// Sizes of different files, each once.
class Sizes final {
public:
    void add(const QString& blob, std::uint64_t bytes) { m_bytes.insert(blob, bytes); }
    [[nodiscard]] std::uint64_t sum() const
    {
        std::uint64_t all = 0;
        for (const std::uint64_t each : m_bytes)
            all += each;
        return all;
    }

private:
    QHash<QString, std::uint64_t> m_bytes;
};

CachedFile fileFrom(const QString& root, const QFileInfo& info)
{
    const bool isLink = info.isSymLink();
    const QString blob = isLink ? QDir::cleanPath(info.symLinkTarget()) : info.absoluteFilePath();
    return {QDir(root).relativeFilePath(info.absoluteFilePath()), blob, static_cast<std::uint64_t>(info.size())};
}

CachedRevision revisionFrom(const QString& folder)
{
    CachedRevision revision;
    revision.folder = folder;
    revision.commit = QFileInfo(folder).fileName();
    Sizes sizes;
    QDirIterator each(folder, QDir::Files | QDir::System | QDir::Hidden, QDirIterator::Subdirectories);
    while (each.hasNext()) {
        each.next();
        revision.files.push_back(fileFrom(folder, each.fileInfo()));
        sizes.add(revision.files.back().blob, revision.files.back().bytes);
    }
    std::ranges::sort(revision.files, {}, &CachedFile::path);
    revision.bytes = sizes.sum();
    return revision;
}

QHash<QString, QStringList> refsByCommit(const HubCache& cache, const QString& id)
{
    QHash<QString, QStringList> all;
    const QString refs = cache.repoFolder(id) + QStringLiteral("/refs");
    QDirIterator each(refs, QDir::Files, QDirIterator::Subdirectories);
    while (each.hasNext()) {
        const QString revision = QDir(refs).relativeFilePath(each.next());
        if (const auto commit = cache.commitOf(id, revision))
            all[*commit] << revision;
    }
    return all;
}

QStringList partsIn(const QString& blobs)
{
    QStringList parts;
    for (const QFileInfo& each :
        QDir(blobs).entryInfoList({QStringLiteral("*.incomplete"), QStringLiteral("*.state")}, QDir::Files))
        parts << each.absoluteFilePath();
    return parts;
}

CachedRepo repoFrom(const HubCache& cache, const QString& id)
{
    CachedRepo repo;
    repo.id = id;
    repo.folder = cache.repoFolder(id);
    const auto refs = refsByCommit(cache, id);
    Sizes sizes;
    const QDir snapshots(repo.folder + QStringLiteral("/snapshots"));
    for (const QString& commit :
        snapshots.entryList(QDir::Dirs | QDir::NoDotAndDotDot | QDir::NoSymLinks, QDir::Name)) {
        if (!isCommit(commit))
            continue;
        repo.revisions.push_back(revisionFrom(snapshots.filePath(commit)));
        repo.revisions.back().refs = refs.value(commit);
        for (const CachedFile& file : repo.revisions.back().files)
            sizes.add(file.blob, file.bytes);
    }
    repo.parts = partsIn(repo.folder + QStringLiteral("/blobs"));
    for (const QString& part : repo.parts)
        sizes.add(part, static_cast<std::uint64_t>(QFileInfo(part).size()));
    repo.bytes = sizes.sum();
    return repo;
}

/// Blobs of `gone` that no other revision shows.
void addBlobs(const HubCache& cache, const CachedRepo& repo, const CachedRevision& gone, CacheRemoval& removal)
{
    QSet<QString> kept;
    for (const CachedRevision& each : repo.revisions)
        if (each.commit != gone.commit)
            for (const CachedFile& file : each.files)
                kept.insert(file.blob);
    for (const CachedFile& file : gone.files) {
        if (kept.contains(file.blob))
            continue;
        kept.insert(file.blob);
        const bool isOwn = file.blob.startsWith(repo.folder + QLatin1Char('/'));
        if (!isOwn)
            continue;
        removal.paths << file.blob;
        if (!isSharedBlob(cache.folder(), file.blob))
            removal.frees += file.bytes;
    }
}

CacheRemoval removalOf(const HubCache& cache, const CachedRepo& repo, const CachedRevision& gone)
{
    CacheRemoval removal{repo.id, {}, 0};
    for (const QString& ref : gone.refs)
        removal.paths << repo.folder + QStringLiteral("/refs/") + ref;
    removal.paths << gone.folder << repo.folder + QStringLiteral("/.no_exist/") + gone.commit
                  << QStringLiteral("%1/trees/%2.json").arg(repo.folder, gone.commit);
    addBlobs(cache, repo, gone, removal);
    return removal;
}

/// Refs and snapshots first: what a cut leaves is then no model that looks whole.
CacheRemoval wholeRemoval(const HubCache& cache, const CachedRepo& repo)
{
    CacheRemoval removal{repo.id, {}, 0};
    removal.paths << repo.folder + QStringLiteral("/refs") << repo.folder + QStringLiteral("/snapshots") << repo.folder
                  << locksFolder(cache, repo.id);
    Sizes sizes;
    for (const CachedRevision& revision : repo.revisions)
        for (const CachedFile& file : revision.files)
            if (!isSharedBlob(cache.folder(), file.blob))
                sizes.add(file.blob, file.bytes);
    for (const QString& part : repo.parts)
        sizes.add(part, static_cast<std::uint64_t>(QFileInfo(part).size()));
    removal.frees = sizes.sum();
    return removal;
}

/// Whether some program fetches a file of the repository at this moment.
bool isBusy(const QString& locks)
{
    for (const QFileInfo& each : QDir(locks).entryInfoList({QStringLiteral("*.lock")}, QDir::Files | QDir::NoSymLinks))
        if (const auto lock = io::FileLock::take(each.absoluteFilePath());
            !lock && lock.error().code == ErrorCode::Busy)
            return true;
    return false;
}

Result<void> removePath(const QString& path)
{
    const QFileInfo info(path);
    if (!info.exists() && !info.isSymLink())
        return {};
    const bool isFolder = info.isDir() && !info.isSymLink();
    if (isFolder ? QDir(path).removeRecursively() : QFile::remove(path))
        return {};
    return fail(ErrorCode::Permission, QStringLiteral("cannot remove %1").arg(path));
}

}  // namespace

std::vector<CachedRepo> cachedRepos(const HubCache& cache)
{
    std::vector<CachedRepo> all;
    for (const QString& name :
        QDir(cache.folder()).entryList({kPrefix + QLatin1Char('*')}, QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
        const QString id = name.mid(kPrefix.size()).replace(QStringLiteral("--"), QStringLiteral("/"));
        if (checkRepoId(id) && QFileInfo::exists(cache.repoFolder(id)))
            all.push_back(repoFrom(cache, id));
    }
    return all;
}

Result<CacheRemoval> planRemoval(const HubCache& cache, const QString& id, const QString& commit)
{
    const auto missing = [&] {
        return fail(ErrorCode::NotFound, QStringLiteral("%1 is not in the cache %2").arg(id, cache.folder()),
            QStringLiteral("look at the list of models again"));
    };
    if (!checkRepoId(id) || !QFileInfo(cache.repoFolder(id)).isDir())
        return missing();
    const CachedRepo repo = repoFrom(cache, id);
    const auto gone = std::ranges::find(repo.revisions, commit, &CachedRevision::commit);
    if (!commit.isEmpty() && gone == repo.revisions.end())
        return missing();
    if (commit.isEmpty())
        return wholeRemoval(cache, repo);
    // A state that goes never takes the repository with it.
    if (repo.revisions.size() == 1)
        return fail(ErrorCode::InvalidArgument, QStringLiteral("this state of %1 is the only one that is here").arg(id),
            QStringLiteral("remove the whole model if it is not wanted"));
    return removalOf(cache, repo, *gone);
}

Result<void> remove(const HubCache& cache, const CacheRemoval& removal)
{
    if (isBusy(locksFolder(cache, removal.id)))
        return fail(ErrorCode::Busy, QStringLiteral("%1 is being downloaded at this moment").arg(removal.id),
            QStringLiteral("wait until that is done, or cancel it"));
    const QString root = cache.folder() + QLatin1Char('/');
    for (const QString& path : removal.paths) {
        Q_ASSERT(path.startsWith(root));
        if (auto removed = removePath(path); !removed)
            return removed;
    }
    return {};
}

}  // namespace reverie::hub
