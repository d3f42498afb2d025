#include "app/reverie/recipe_model.h"

#include "app/reverie/model_choice.h"
#include "core/request/quoted.h"
#include "core/weights/model_folder.h"

#include <QDir>
#include <QFileInfo>

namespace reverie::app {
namespace {

constexpr qsizetype kShortHash = 10;

/// Hashes of the files that make a model what it is: those of its UNet, or the one file that holds all of it.
QStringList hashesOf(const image::Recipe& recipe, const QString& component)
{
    QStringList hashes;
    for (const image::WeightHash& each : recipe.facts.weights)
        if (each.component == component)
            hashes << each.sha256;
    return hashes;
}

QStringList unetHashes(const image::Recipe& recipe)
{
    return hashesOf(recipe, QStringLiteral("unet"));
}

Result<QStringList> unetFiles(const QString& model)
{
    if (!QFileInfo(model).isDir())
        return QStringList{model};
    const auto folder = weights::ModelFolder::open(model);
    if (!folder)
        return tl::unexpected<Error>(folder.error());
    return folder->openUNet().map([](const weights::WeightSet& unet) { return unet.files(); });
}

/// "sd15 (hash 6ce0161689)"
QString nameOf(const QString& name, const QString& hash)
{
    const QString shown = name.isEmpty() ? QStringLiteral("without a name") : request::quoted(name);
    return hash.isEmpty() ? shown : QStringLiteral("%1 (hash %2)").arg(shown, hash.left(kShortHash));
}

/// The model that a file of weights belongs to: its diffusers folder, or the file itself.
QString modelOf(const QString& file)
{
    const QString folder = QFileInfo(QFileInfo(file).path()).path();
    return QFileInfo::exists(folder + QStringLiteral("/model_index.json")) ? folder : file;
}

/// What --vae would be for this file.
QString vaeOf(const QString& file)
{
    const QString folder = QFileInfo(file).path();
    return QFileInfo::exists(folder + QStringLiteral("/config.json")) ? folder : file;
}

}  // namespace

Result<RecipeModel> RecipeModels::find(const image::Recipe& recipe, const QString& model, const QString& vae)
{
    auto found = model.isEmpty() ? findByHash(recipe) : findByName(recipe, model);
    if (!found)
        return found;
    found->vae = vae;
    if (!vae.isEmpty() || recipe.vae.isEmpty())
        return found;
    found->vae = pathOfVae(recipe);
    if (found->vae.isEmpty())
        found->remarks << QStringLiteral("the recipe's VAE %1 is not known here; name it with --vae")
                              .arg(nameOf(recipe.vae, hashesOf(recipe, QStringLiteral("vae")).value(0)));
    return found;
}

Result<RecipeModel> RecipeModels::findByName(const image::Recipe& recipe, const QString& model)
{
    const auto path = chooseModel(model, m_paths);
    if (!path)
        return tl::unexpected<Error>(path.error());
    RecipeModel found{*path, {}, {}};
    const QStringList hashes = unetHashes(recipe);
    if (hashes.isEmpty())
        return found;
    const auto isSame = isMadeOf(*path, hashes);
    if (!isSame)
        return tl::unexpected<Error>(isSame.error());
    if (!*isSame)
        found.remarks << QStringLiteral("%1 is another model than the recipe's, %2")
                             .arg(model, nameOf(recipe.facts.model.name, hashes[0]));
    return found;
}

Result<RecipeModel> RecipeModels::findByHash(const image::Recipe& recipe)
{
    const QStringList hashes = unetHashes(recipe);
    const QString name = recipe.facts.model.name;
    if (hashes.isEmpty())
        return fail(ErrorCode::NotFound,
            QStringLiteral("the recipe gives no SHA-256 of its model %1").arg(nameOf(name, {})),
            QStringLiteral("name the model with -m"));
    QStringList candidates{Paths::starterModel()};
    for (const QString& file : m_hashes.filesWithHash(hashes[0]))
        candidates << modelOf(file);
    for (const QString& each : candidates) {
        const auto isSame = isMadeOf(each, hashes);
        if (!isSame && isSame.error().code == ErrorCode::Cancelled)
            return tl::unexpected<Error>(isSame.error());
        if (isSame.value_or(false))
            return RecipeModel{each, {}, {}};
    }
    return fail(ErrorCode::NotFound,
        QStringLiteral("the recipe's model %1 was not used on this machine before, or was moved since")
            .arg(nameOf(name, hashes[0])),
        QStringLiteral("name it with -m"));
}

Result<bool> RecipeModels::isMadeOf(const QString& model, const QStringList& hashes)
{
    const auto files = unetFiles(model);
    if (!files)
        return tl::unexpected<Error>(files.error());
    if (files->size() < hashes.size())
        return false;
    for (qsizetype i = 0; i < hashes.size(); ++i) {
        const auto hash = m_hashes.sha256((*files)[i], m_cancellation);
        if (!hash)
            return tl::unexpected<Error>(hash.error());
        if (!hash->startsWith(hashes[i]))
            return false;
    }
    return true;
}

QString RecipeModels::pathOfVae(const image::Recipe& recipe)
{
    const QStringList hashes = hashesOf(recipe, QStringLiteral("vae"));
    const QStringList files = hashes.isEmpty() ? QStringList() : m_hashes.filesWithHash(hashes[0]);
    return files.isEmpty() ? QString() : vaeOf(files[0]);
}

}  // namespace reverie::app
