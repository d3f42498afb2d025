#pragma once

#include "core/image/recipe.h"

#include <QFrame>

namespace reverie::ui {

/// What of a recipe is on this computer: paths, empty = not found.
struct RecipeParts {
    QString model;
    QString vae;
};

/// Offers the recipe of a picture or text that was dropped or pasted: what it will set, what it cannot.
class RecipeCard final : public QFrame {
    Q_OBJECT

public:
    /// \param from  where it comes from, such as a file's name
    /// \param chosen  name of the model that is chosen now
    RecipeCard(const image::Recipe& recipe, const QString& from, const QString& chosen, const RecipeParts& parts,
        QWidget* parent = nullptr);

Q_SIGNALS:
    void applyWanted(const reverie::request::GenerationRequest& request);
    void closeWanted();

protected:
    void paintEvent(QPaintEvent* event) override;
};

/// The recipe in A1111's text. Errors: those of image::readRecipe.
[[nodiscard]] Result<image::Recipe> recipeOfText(const QString& text);

}  // namespace reverie::ui
