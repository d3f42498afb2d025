#include "ui/viewer/recipe_card.h"

#include "ui/compose/known_model.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/painting.h"
#include "ui/widgets/request_text.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace reverie::ui {
namespace {

/// What to say where the recipe's model is not here, and `chosen` stays; empty where that may well be the one.
QString modelWithout(const image::PictureFacts& facts, const QString& chosen)
{
    if (facts.model.name.isEmpty())
        return {};
    const QString name = modelTitle(facts.model.name);
    if (facts.model.name != chosen)
        return RecipeCard::tr("the model %1 (%2 stays chosen)").arg(name, modelTitle(chosen));
    const bool isKnownToDiffer = !hashesOf(facts, QStringLiteral("unet")).isEmpty();
    return isKnownToDiffer ? RecipeCard::tr("the model %1 (another of that name stays chosen)").arg(name) : QString();
}

/// What of the recipe cannot be had here.
QStringList notSet(const image::Recipe& recipe, const QString& chosen, const RecipeParts& parts)
{
    QStringList all;
    if (const QString model = modelWithout(recipe.facts, chosen); parts.model.isEmpty() && !model.isEmpty())
        all << model;
    if (parts.vae.isEmpty() && !recipe.vae.isEmpty())
        all << RecipeCard::tr("the VAE %1 (the model's own stays)").arg(recipe.vae);
    all << recipe.notRepeated;
    if (const int step = recipe.facts.stop.step; step > 0)
        all << RecipeCard::tr("where it was stopped (step %1; this recipe makes it whole)").arg(step);
    return all;
}

}  // namespace

Result<image::Recipe> recipeOfText(const QString& text)
{
    image::PngMetadata metadata;
    metadata.texts.push_back({QStringLiteral("parameters"), text});
    return image::readRecipe(metadata);
}

RecipeCard::RecipeCard(
    const image::Recipe& recipe, const QString& from, const QString& chosen, const RecipeParts& parts, QWidget* parent)
    : QFrame(parent)
{
    setAccessibleName(tr("Recipe"));
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(space::kHuge, space::kLarge, space::kHuge, space::kLarge);
    all->setSpacing(space::kMedium);
    all->addWidget(new Label(tr("Recipe of %1").arg(from), TextRole::Heading));
    const request::GenerationRequest& request = recipe.facts.request;
    auto* prompt = new Label(request.prompt.isEmpty() ? tr("No prompt") : request.prompt.left(300));
    prompt->setWordWrap(true);
    all->addWidget(prompt);
    Label* sets = caption(requestText(request));
    sets->setWordWrap(true);
    all->addWidget(sets);
    if (!parts.model.isEmpty())
        all->addWidget(caption(tr("Model: %1, which is on this computer").arg(modelTitle(recipe.facts.model.name))));
    if (!parts.vae.isEmpty())
        all->addWidget(caption(tr("VAE: %1, which is on this computer").arg(recipe.vae)));
    if (const QStringList cannot = notSet(recipe, chosen, parts); !cannot.isEmpty()) {
        auto* warning =
            new Label(tr("Not set: %1.").arg(cannot.join(QStringLiteral("; "))), TextRole::Caption, Tone::Warn);
        warning->setWordWrap(true);
        all->addWidget(warning);
    }
    auto* row = new QHBoxLayout;
    QPushButton* apply = wordButton(tr("Use this recipe"), ButtonKind::Plain);
    QPushButton* shut = wordButton(tr("Close"), ButtonKind::Quiet);
    row->addWidget(apply);
    row->addWidget(shut);
    row->addStretch();
    all->addLayout(row);
    connect(apply, &QPushButton::clicked, this, [this, request] { Q_EMIT applyWanted(request); });
    connect(shut, &QPushButton::clicked, this, &RecipeCard::closeWanted);
}

void RecipeCard::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Colours& colours = applicationColours();
    paint::box(painter, rect(), radius::kCard, colours.floating, colours.line);
}

}  // namespace reverie::ui
