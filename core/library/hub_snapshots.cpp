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
    const QDir snapshots(cache.repoFolder(id) + QStringLiteral("/snapshots"));
    const QStringList commits =
        snapshots.entryList(QDir::Dirs | QDir::NoDotAndDotDot | QDir::NoSymLinks, QDir::Time);  // the newest first
    const QString main = cache.commitOf(id, QStringLiteral("main")).value_or(QString());
    const QString commit = commits.contains(main) ? main : commits.value(0);
    return commit.isEmpty() ? QString() : snapshots.filePath(commit);
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
        snapshot.found = findModels(snapshot.folder, cancellation);
        addFilesBeside(snapshot.folder, snapshot.found);
        for (const char* part : {"/snapshots", "/refs"})
            snapshot.found.folders << root.filePath(name) + QLatin1String(part);
        all.push_back(std::move(snapshot));
    }
    return all;
}

}  // namespace reverie::library
