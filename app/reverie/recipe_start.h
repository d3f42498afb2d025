#pragma once

#include "app/reverie/generate_run.h"
#include "core/base/result.h"

namespace reverie::app {

/// `generate --from`: puts the recipe of `wish.from` into `wish.request`, sets again what was given beside it, and
/// finds the model. Says on the console what is not repeated. A sampler that was given alone brings its own schedule;
/// the device is this machine's choice, as ever. Errors: those of image::readRecipe and RecipeModels.
[[nodiscard]] Result<void> startFromRecipe(const Session& session, GenerateWish& wish);

}  // namespace reverie::app
