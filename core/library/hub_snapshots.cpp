#include "core/library/hub_snapshots.h"

#include "core/hub/hub_cache.h"
#include "core/hub/names.h"

#include <QDir>
#include <QFileInfo>

namespace reverie::library {
namespace {

const QString kPrefix = QStringLiteral("models--");

QString snapshotOf(const hub::HubCache& cache, const QString& id)
{
    const QString commit = usedCommit(cache, id);
    return commit.isEmpty() ? QString() : QStringLiteral("%1/snapshots/%2").arg(cache.repoFolder(id), commit);
}

/// Repositories often hold a model twice: in folders and as one file beside them.
void addFilesBeside(const QString& folder, FoundModels& found)
{
    if (!found.models.contains(folder))
        return;
    const QDir dir(folder);
    for (const QString& name : dir.entryList(
             {QStringLiteral("*.safetensors"), QStringLiteral("*.ckpt")}, QDir::Files | QDir::System, QDir::Name))
        if (!name.startsWith(QLatin1String("diffusion_pytorch_model")))
            found.models << dir.filePath(name);
}

}  // namespace

QStringList newestCommits(const hub::HubCache& cache, const QString& id)
{
    return QDir(cache.repoFolder(id) + QStringLiteral("/snapshots"))
        .entryList(QDir::Dirs | QDir::NoDotAndDotDot | QDir::NoSymLinks, QDir::Time);
}

QString usedCommit(const hub::HubCache& cache, const QString& id)
{
    const QStringList commits = newestCommits(cache, id);
    const QString main = cache.commitOf(id, QStringLiteral("main")).value_or(QString());
    return commits.contains(main) ? main : commits.value(0);
}

FoundModels snapshotModels(const QString& folder, const Cancellation& cancellation)
{
    FoundModels found = findModels(folder, cancellation);
    addFilesBeside(folder, found);
    return found;
}

std::vector<HubSnapshot> hubSnapshots(const QString& cache, const Cancellation& cancellation)
{
    std::vector<HubSnapshot> all;
    const QDir root(cache);
    for (const QString& name :
        root.entryList({kPrefix + QLatin1Char('*')}, QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
        if (cancellation.isCancelled())
            break;
        HubSnapshot snapshot;
        snapshot.repository = name.mid(kPrefix.size()).replace(QStringLiteral("--"), QStringLiteral("/"));
        if (hub::checkRepoId(snapshot.repository))
            snapshot.folder = snapshotOf(hub::HubCache(cache), snapshot.repository);
        if (snapshot.folder.isEmpty())
            continue;
        snapshot.commit = QFileInfo(snapshot.folder).fileName();
        snapshot.found = snapshotModels(snapshot.folder, cancellation);
        for (const char* part : {"/snapshots", "/refs"})
            snapshot.found.folders << root.filePath(name) + QLatin1String(part);
        all.push_back(std::move(snapshot));
    }
    return all;
}

}  // namespace reverie::library
