#pragma once

#include "core/image/recipe.h"

/// The two forms of recipe. What they return is read, not yet judged: `readRecipe` does that for both.
namespace reverie::image {

/// The JSON of picture_metadata.h. Errors: Corrupt, Unsupported (a newer schema).
[[nodiscard]] Result<Recipe> reverieRecipe(const QString& json);

/// The text of a1111_parameters.h, read as A1111 1.10 does: no RNG means the numbers of an NVIDIA card, no schedule
/// "Automatic" (of versions before 1.9, which had none, "Uniform"). Tags of extra networks leave the prompt, as they do
/// there. Sampler, schedule and items that Reverie does not have are listed in `notRepeated`.
/// Errors: NotFound (no line of items), Corrupt (a value that is no number).
[[nodiscard]] Result<Recipe> a1111Recipe(const QString& text);

}  // namespace reverie::image
