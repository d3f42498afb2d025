#include "app/reverie/model_choice.h"

#include "app/reverie/library_look.h"
#include "core/hub/hub_cache.h"
#include "core/hub/names.h"
#include "core/library/catalogue.h"

#include <QDir>
#include <QFileInfo>

namespace reverie::app {
namespace {

constexpr int kNamesShown = 8;

QString namesOf(const std::vector<library::LibraryEntry>& entries)
{
    QStringList names;
    for (const library::LibraryEntry& each : entries)
        if (each.source == library::ModelSource::Own ||
            (each.identity.isModel() && each.source != library::ModelSource::Starter))
            names << each.name;
    if (names.size() > kNamesShown)
        names = names.mid(0, kNamesShown) << QStringLiteral("...");
    return names.join(QStringLiteral(", "));
}

QString advice(const QString& named, const std::vector<library::LibraryEntry>& entries)
{
    if (const QString repository = hub::repositoryIn(named); repository == named)
        return QStringLiteral("fetch it with reverie models download %1").arg(named);
    const QString names = namesOf(entries);
    if (names.isEmpty())
        return QStringLiteral(
            "give the path of a diffusers folder or a checkpoint, or leave -m out for the starter model");
    return QStringLiteral("give the path of a diffusers folder or a checkpoint, or one of: %1").arg(names);
}

QStringList repositoriesOf(const QString& named)
{
    if (const QString repository = hub::repositoryIn(named); repository == named)
        return {repository};
    const auto catalogue = library::Catalogue::read(Paths::catalogue());
    const library::CatalogueModel* known = catalogue ? catalogue->find(named) : nullptr;
    return known == nullptr ? QStringList() : known->repositories;
}

/// Where the Hub's cache has it: a diffusers folder, or the one file that a repository of single files left there.
QString cachedModel(const QString& named, const Paths& paths)
{
    const hub::HubCache cache(placesOfModels(paths).hubCache);
    for (const QString& id : repositoriesOf(named)) {
        const auto commit = cache.commitOf(id, QStringLiteral("main"));
        const QDir folder(commit ? cache.snapshot(id, *commit) : QString());
        if (!commit || !folder.exists())
            continue;
        if (folder.exists(QStringLiteral("model_index.json")))
            return folder.path();
        const QStringList files = folder.entryList({QStringLiteral("*.safetensors")}, QDir::Files);
        if (files.size() == 1)
            return folder.filePath(files.front());
    }
    return {};
}

}  // namespace

Result<QString> chooseModel(const QString& named, const Paths& paths)
{
    if (named.isEmpty()) {
        const QString starter = Paths::starterModel();
        if (QFileInfo(starter).isDir())
            return starter;
        return fail(ErrorCode::NotFound, QStringLiteral("the starter model is not in %1").arg(starter),
            QStringLiteral("fetch the whole repository again, or name another model with -m"));
    }
    const QString known = QDir(placesOfModels(paths).models).filePath(named);
    for (const QString& path : {named, known, known + QStringLiteral(".safetensors"), known + QStringLiteral(".ckpt")})
        if (QFileInfo::exists(path))
            return QFileInfo(path).absoluteFilePath();
    if (const QString cached = cachedModel(named, paths); !cached.isEmpty())
        return cached;
    auto look = lookAtLibrary(paths, {});
    if (!look)
        return failWith(std::move(look));
    auto entry = entryNamed(*look, named);
    if (entry)
        return entry->path;
    if (entry.error().code != ErrorCode::NotFound)
        return failWith(std::move(entry));
    return fail(ErrorCode::NotFound, QStringLiteral("there is no model %1").arg(named), advice(named, look->entries));
}

}  // namespace reverie::app
