#pragma once

#include "core/base/cancellation.h"
#include "core/base/paths.h"
#include "core/image/recipe.h"
#include "core/weights/hash_cache.h"

namespace reverie::app {

/// What to load for a recipe.
struct RecipeModel {
    QString path;         ///< folder or file
    QString vae;          ///< folder or file; empty = the model's own
    QStringList remarks;  ///< in what it is not the recipe's, such as a model that a person named
};

/// Finds the weights that a recipe names, by their hashes: the starter model, then the files that were hashed on this
/// machine before (which every model is that made a picture). May be used from any thread; hashes files.
class RecipeModels final {
public:
    RecipeModels(const Paths& paths, weights::HashCache& hashes, const Cancellation& cancellation)
        : m_paths(paths), m_hashes(hashes), m_cancellation(cancellation)
    {
    }

    /// \param model, vae  what a person named in their place; empty = nothing. Such a model is compared with the
    /// recipe's, and a difference remarked; so is a VAE that is not found.
    /// Errors: NotFound, naming the model and its hash; those of chooseModel and ModelFolder; Cancelled.
    [[nodiscard]] Result<RecipeModel> find(const image::Recipe& recipe, const QString& model, const QString& vae);

private:
    [[nodiscard]] Result<RecipeModel> findByName(const image::Recipe& recipe, const QString& model);
    [[nodiscard]] Result<RecipeModel> findByHash(const image::Recipe& recipe);

    const Paths& m_paths;
    weights::HashCache& m_hashes;
    const Cancellation m_cancellation;
};

}  // namespace reverie::app
