#include "core/library/leftovers.h"

#include "core/hub/cached_repos.h"
#include "core/hub/names.h"
#include "core/hub/part_notes.h"
#include "core/hub/part_paths.h"
#include "core/io/file_lock.h"
#include "core/library/hub_snapshots.h"
#include "core/library/model_identity.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <array>
#include <iterator>

namespace reverie::library {
namespace {

constexpr qint64 kRestS = 3600;  // after which a part whose owner cannot be asked is nobody's

using Life = hub::ProcessIdentity::Life;

QString kindWord(Leftover::Kind kind)
{
    switch (kind) {
    case Leftover::Kind::OlderState:
        return QStringLiteral("state");
    case Leftover::Kind::Parts:
        return QStringLiteral("parts");
    case Leftover::Kind::Damaged:
        break;
    }
    return QStringLiteral("damaged");
}

bool isBelow(const QString& path, const QString& folder)
{
    return path == folder || path.startsWith(folder + QLatin1Char('/'));
}

/// The path without links in its folders; a link at its end stays one.
QString withoutLinks(const QString& path)
{
    const QFileInfo info(path);
    return QFileInfo(info.absolutePath()).canonicalFilePath() + QLatin1Char('/') + info.fileName();
}

bool isBeingFetched(const QString& repository, const CacheNeeds& needs)
{
    return std::ranges::any_of(needs.downloads, [&](const hub::RepoJob& job) { return job.id == repository; });
}

bool isNeeded(const hub::CachedRepo& repo, const hub::CachedRevision& state, const CacheNeeds& needs)
{
    const QString folder = QFileInfo(state.folder).canonicalFilePath();
    const auto isIt = [&](const QString& model) {
        const QString target = QFileInfo(model).canonicalFilePath();
        return model == repo.id || isBelow(model, state.folder) || isBelow(withoutLinks(model), folder) ||
            isBelow(target, folder) || std::ranges::any_of(state.files, [&](const hub::CachedFile& file) {
                return !target.isEmpty() && QFileInfo(file.blob).canonicalFilePath() == target;
            });
    };
    return isBeingFetched(repo.id, needs) || std::ranges::any_of(needs.models, isIt);
}

/// What states hold, by the paths in them.
struct Contents {
    QSet<QString> files;
    QSet<QString> models;  // all that may be one, for whichever program
    QSet<QString> whole;   // of these, what can be read

    void add(const hub::CachedRevision& state);
    /// Whether nothing is lost with the other. Models count, not their files: one in another precision is the same.
    [[nodiscard]] bool cover(const Contents& other) const;
};

void Contents::add(const hub::CachedRevision& state)
{
    for (const hub::CachedFile& file : state.files)
        files.insert(file.path);
    for (const QString& path : snapshotModels(state.folder, {}).models) {
        models.insert(path.mid(state.folder.size()));
        if (identify(path).kind != ModelKind::Unknown)
            whole.insert(path.mid(state.folder.size()));
    }
}

bool Contents::cover(const Contents& other) const
{
    if (other.models.isEmpty())
        return files.contains(other.files);
    return models.contains(other.models) && whole.contains(other.whole);
}

/// The states that stay whatever is in use, and the others.
struct States {
    Contents kept;
    std::vector<const hub::CachedRevision*> older;
};

States statesOf(const hub::HubCache& cache, const hub::CachedRepo& repo)
{
    const QStringList used{usedCommit(cache, repo.id), newestCommits(cache, repo.id).value(0)};
    States states;
    for (const hub::CachedRevision& each : repo.revisions)
        if (each.refs.isEmpty() && !used.contains(each.commit))
            states.older.push_back(&each);
    if (states.older.empty())
        return states;
    for (const hub::CachedRevision& each : repo.revisions)
        if (!each.refs.isEmpty() || used.contains(each.commit))
            states.kept.add(each);
    return states;
}

void addOlderStates(
    const hub::HubCache& cache, const hub::CachedRepo& repo, const CacheNeeds& needs, std::vector<Leftover>& found)
{
    const States states = statesOf(cache, repo);
    for (const hub::CachedRevision* each : states.older) {
        Contents contents;
        contents.add(*each);
        if (isNeeded(repo, *each, needs) || !states.kept.cover(contents))
            continue;
        const auto plan = hub::planRemoval(cache, repo.id, each->commit);
        if (plan && plan->frees > 0)
            found.push_back({Leftover::Kind::OlderState, repo.id, each->commit, {}, plan->frees});
    }
}

/// Whose lock is held while something writes the blob.
QString etagOf(const QString& file)
{
    return QFileInfo(file).fileName().section(QLatin1Char('.'), 0, 0);
}

bool isBeingWritten(const hub::HubCache& cache, const QString& repository, const QString& etag)
{
    const QString file = cache.lockFile(repository, etag);
    if (!QFileInfo::exists(file))
        return false;
    const auto lock = io::FileLock::take(file);
    return !lock && lock.error().code == ErrorCode::Busy;
}

bool isAbandoned(const QFileInfo& part)
{
    const auto facts = hub::PartNotes::read(hub::notesPath(part.absoluteFilePath()));
    const Life life = !facts ? Life::Unknown : facts->isReleased ? Life::Ended : facts->owner.life();
    const bool rests = part.lastModified().secsTo(QDateTime::currentDateTime()) > kRestS;
    return life == Life::Ended || (life == Life::Unknown && rests);
}

QSet<QString> etagsOf(const std::vector<hub::RepoJob>& downloads, const QString& repository)
{
    QSet<QString> etags;
    for (const hub::RepoJob& job : downloads)
        if (job.id == repository)
            for (const hub::RepoFile& file : job.files)
                etags.insert(file.etag);
    return etags;
}

QFileInfoList blobFiles(const hub::CachedRepo& repo, const QString& pattern)
{
    return QDir(repo.folder + QStringLiteral("/blobs"))
        .entryInfoList({pattern}, QDir::Files | QDir::Hidden | QDir::NoSymLinks, QDir::Name);
}

void add(Leftover& leftover, const QFileInfo& file)
{
    leftover.paths << file.absoluteFilePath();
    leftover.frees += static_cast<std::uint64_t>(file.size());
}

Leftover partsOf(const hub::HubCache& cache, const hub::CachedRepo& repo, const CacheNeeds& needs)
{
    const QSet<QString> wanted = etagsOf(needs.downloads, repo.id);
    Leftover parts{Leftover::Kind::Parts, repo.id, {}, {}, 0};
    for (const QFileInfo& part : blobFiles(repo, QStringLiteral("*.incomplete"))) {
        const QString etag = etagOf(part.fileName());
        if (!hub::isEtag(etag) || wanted.contains(etag) || !isAbandoned(part) || isBeingWritten(cache, repo.id, etag))
            continue;
        add(parts, part);
        if (const QFileInfo notes(hub::notesPath(part.absoluteFilePath())); notes.isFile())
            add(parts, notes);
    }
    return parts;
}

Leftover damagedOf(const hub::CachedRepo& repo)
{
    static const QRegularExpression pattern(
        QStringLiteral("\\A([0-9a-f]{40}|[0-9a-f]{64})\\.[0-9a-f]{8}\\.damaged\\z"));
    Leftover damaged{Leftover::Kind::Damaged, repo.id, {}, {}, 0};
    for (const QFileInfo& file : blobFiles(repo, QStringLiteral("*.damaged")))
        if (pattern.match(file.fileName()).hasMatch())
            add(damaged, file);
    return damaged;
}

std::vector<Leftover> leftoversOf(const hub::HubCache& cache, const hub::CachedRepo& repo, const CacheNeeds& needs)
{
    std::vector<Leftover> found;
    addOlderStates(cache, repo, needs, found);
    for (Leftover& each : std::array{partsOf(cache, repo, needs), damagedOf(repo)})
        if (each.frees > 0)
            found.push_back(std::move(each));
    return found;
}

Result<void> removeFiles(const hub::HubCache& cache, const Leftover& leftover)
{
    for (const QString& path : leftover.paths) {
        // Whoever wants to go on with the file waits for its lock meanwhile.
        const auto lock = io::FileLock::take(cache.lockFile(leftover.repository, etagOf(path)));
        if (!lock && lock.error().code == ErrorCode::Busy)
            return fail(ErrorCode::Busy,
                QStringLiteral("%1 is being downloaded at this moment").arg(leftover.repository),
                QStringLiteral("wait until that is done, or cancel it"));
        if (QFileInfo::exists(path) && !QFile::remove(path))
            return fail(ErrorCode::Permission, QStringLiteral("cannot remove %1").arg(path),
                QStringLiteral("look at the rights of its folder"));
    }
    return {};
}

}  // namespace

QString Leftover::key() const
{
    return QStringList{kindWord(kind), repository, commit}.join(QLatin1Char(' '));
}

std::vector<Leftover> leftovers(const hub::HubCache& cache, const CacheNeeds& needs)
{
    std::vector<Leftover> all;
    for (const hub::CachedRepo& repo : hub::cachedRepos(cache))
        std::ranges::move(leftoversOf(cache, repo, needs), std::back_inserter(all));
    return all;
}

Result<void> removeLeftover(const hub::HubCache& cache, const QString& key, const CacheNeeds& needs)
{
    const auto isIt = [&key](const Leftover& each) { return each.key() == key; };
    const auto found = leftovers(cache, needs);
    const auto at = std::ranges::find_if(found, isIt);
    if (at == found.end()) {
        if (std::ranges::any_of(leftovers(cache, {}), isIt))
            return fail(ErrorCode::Busy, QStringLiteral("%1 is in use").arg(key.section(QLatin1Char(' '), 1, 1)),
                QStringLiteral(
                    "choose another model in Create, and wait until its jobs and downloads have ended or cancel them"));
        return fail(ErrorCode::NotFound, QStringLiteral("there is nothing to remove any more"),
            QStringLiteral("look at the disk use again"));
    }
    if (at->kind != Leftover::Kind::OlderState)
        return removeFiles(cache, *at);
    return hub::planRemoval(cache, at->repository, at->commit).and_then([&](const hub::CacheRemoval& plan) {
        return hub::remove(cache, plan);
    });
}

}  // namespace reverie::library
