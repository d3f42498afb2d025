#pragma once

#include "app/reverie/command.h"
#include "core/request/generation_request.h"

namespace reverie::app {

/// The options that fill a GenerationRequest, shared by the commands that make pictures. `request` must outlive them.
[[nodiscard]] std::vector<Option> modelOptions(request::GenerationRequest& request);
[[nodiscard]] std::vector<Option> pictureOptions(request::GenerationRequest& request);
[[nodiscard]] std::vector<Option> samplingOptions(request::GenerationRequest& request);
[[nodiscard]] std::vector<Option> computingOptions(request::GenerationRequest& request);

[[nodiscard]] Option emphasisOption(request::Emphasis& emphasis);

}  // namespace reverie::app
