#pragma once

#include "core/base/result.h"
#include "core/request/generation_events.h"
#include "core/request/generation_request.h"

namespace reverie::request {

/// Everything that can be judged without the model: limits, texts, names. The one place where a request is judged, so
/// that every face gives the same sentence for the same mistake. Errors: InvalidArgument.
[[nodiscard]] Result<void> validate(const GenerationRequest& request);

/// Fills in every empty field with the model's default (a seed is drawn), gives sampler and schedule their canonical
/// names, resolves "Automatic", and validates what came out. `schedule` stays "Automatic" for "Model default" only.
/// Errors: InvalidArgument; sides that the VAE's factor does not divide are told the nearest that it does.
[[nodiscard]] Result<GenerationRequest> resolve(GenerationRequest request, const ModelFacts& model);

}  // namespace reverie::request
