#pragma once

#include "core/base/result.h"
#include "core/request/generation_events.h"
#include "core/request/generation_request.h"

#include <map>

namespace reverie::ui {

/// What the fields hold. A field that was never touched is empty in `request` and means the model's own; the seed is
/// what was typed, of which `request.seed` knows nothing.
struct Form {
    request::GenerationRequest request;
    QString seed;  ///< a number, "-1", "random" or empty

    bool operator==(const Form&) const = default;
};

/// The request that a form asks for. Errors: InvalidArgument (the seed is no number of 64 bits); all else is judged by
/// request::validate, which this does not call.
[[nodiscard]] Result<request::GenerationRequest> requestOf(const Form& form);

/// The form that asks for a request: the reverse.
[[nodiscard]] Form formOf(const request::GenerationRequest& request);

/// What of a picture's recipe goes into the form.
enum class RecipePart { All, Prompt, Seed, Size };
/// The form with that part of a recipe. A recipe names no place of a model or VAE: the chosen ones stay; so do the
/// device and the number of pictures.
[[nodiscard]] Form withRecipe(Form form, const request::GenerationRequest& recipe, RecipePart part);

enum class Field { Prompt, Negative, Size, Steps, Guidance, Sampler, Seed, Count, Batch, ClipSkip, Device };

/// Why a form is refused, field by field, in the sentences of request::validate, request::resolve and
/// prompt::checkPrompt; empty when it is not.
[[nodiscard]] std::map<Field, QString> refusals(const Form& form, const request::ModelFacts& model);

}  // namespace reverie::ui
