#include "app/reverie/recipe_start.h"

#include "app/reverie/recipe_model.h"
#include "app/reverie/services.h"
#include "app/reverie/session.h"

#include <nlohmann/json.hpp>

namespace reverie::app {
namespace {

/// The recipe's request, and over it what was given beside it.
void takeRequest(GenerateWish& wish, const request::GenerationRequest& recipe)
{
    const bool isSamplerAlone = wish.request.sampler && !wish.request.schedule;
    wish.request = recipe;
    wish.request.device = QStringLiteral("auto");
    if (isSamplerAlone)
        wish.request.schedule.reset();
    for (const auto& setAgain : wish.given)
        setAgain();
}

nlohmann::json listOf(const QStringList& texts)
{
    nlohmann::json list = nlohmann::json::array();
    for (const QString& each : texts)
        list.push_back(each.toStdString());
    return list;
}

void tell(Console& console, const GenerateWish& wish, const image::Recipe& recipe, const QStringList& remarks)
{
    if (wish.json)
        return console.print(nlohmann::json{{"event", "recipe"}, {"path", wish.from.toStdString()},
            {"program", recipe.program.toStdString()}, {"model", recipe.facts.model.name.toStdString()},
            {"notRepeated", listOf(recipe.notRepeated)}, {"remarks", listOf(remarks)}});
    for (const QString& each : remarks)
        console.note(QStringLiteral("note: ") + each);
    if (!recipe.notRepeated.isEmpty())
        console.note(
            QStringLiteral("not repeated from %1: %2").arg(wish.from, recipe.notRepeated.join(QStringLiteral(", "))));
}

}  // namespace

Result<void> startFromRecipe(const Session& session, GenerateWish& wish)
{
    const auto recipe = image::readRecipe(wish.from);
    if (!recipe)
        return tl::unexpected<Error>(recipe.error());
    takeRequest(wish, recipe->facts.request);
    session.console().showTransient(QStringLiteral("Looking for the recipe's model"));
    weights::HashCache hashes(Services::hashFile(session.paths()));
    const auto model = RecipeModels(session.paths(), hashes, {}).find(*recipe, wish.request.model, wish.request.vae);
    if (!model)
        return tl::unexpected<Error>(model.error());
    wish.request.model = model->path;
    wish.request.vae = model->vae;
    QStringList remarks = model->remarks;
    if (recipe->facts.stop.step > 0)
        remarks << QStringLiteral("%1 was %2; this makes the whole picture")
                       .arg(wish.from, image::stopText(recipe->facts.stop));
    tell(session.console(), wish, *recipe, remarks);
    return {};
}

}  // namespace reverie::app
