#pragma once

#include "core/base/result.h"
#include "core/request/generation_request.h"

#include <nlohmann/json.hpp>

namespace reverie::request {

/// A table whose keys are the names of the fields; empty optionals are left out. The seed is a whole number of 64 bits.
[[nodiscard]] nlohmann::json toJson(const GenerationRequest& request);

/// The reverse. A missing key, and null under a key that may be empty, mean the field's default; a seed of -1 is an
/// empty one. Reads, does not validate. Errors: InvalidArgument (no table, an unknown key, a value of another type,
/// each by name).
[[nodiscard]] Result<GenerationRequest> requestFromJson(const nlohmann::json& json);

}  // namespace reverie::request
