#include "app/reverie/recipe_model.h"

#include "app/reverie/model_choice.h"
#include "core/library/model_hashes.h"
#include "core/request/quoted.h"

#include <QDir>
#include <QFileInfo>

namespace reverie::app {
namespace {

/// Hashes of the files that make a model what it is: those of its UNet, or the one file that holds all of it.
QStringList unetHashes(const image::Recipe& recipe)
{
    return hashesOf(recipe.facts, QStringLiteral("unet"));
}

/// "sd15 (hash 6ce0161689)"
QString nameOf(const QString& name, const QString& hash)
{
    const QString shown = name.isEmpty() ? QStringLiteral("without a name") : request::quoted(name);
    return hash.isEmpty() ? shown : QStringLiteral("%1 (hash %2)").arg(shown, library::shortHash(hash));
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
    found->vae = library::vaeWithHash(hashesOf(recipe.facts, QStringLiteral("vae")).value(0), m_hashes);
    if (found->vae.isEmpty())
        found->remarks << QStringLiteral("the recipe's VAE %1 is not known here; name it with --vae")
                              .arg(nameOf(recipe.vae, hashesOf(recipe.facts, QStringLiteral("vae")).value(0)));
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
    const auto isSame = library::isMadeOf(*path, hashes, m_hashes, m_cancellation);
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
    const auto found = library::modelWithHashes(hashes, {Paths::starterModel()}, m_hashes, m_cancellation);
    if (found)
        return RecipeModel{*found, {}, {}};
    if (found.error().code == ErrorCode::Cancelled)
        return tl::unexpected<Error>(found.error());
    return fail(ErrorCode::NotFound,
        QStringLiteral("the recipe's model %1 was not used on this machine before, or was moved since")
            .arg(nameOf(name, hashes[0])),
        QStringLiteral("name it with -m"));
}

}  // namespace reverie::app
