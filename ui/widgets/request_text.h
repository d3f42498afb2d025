#pragma once

#include "core/request/generation_request.h"

namespace reverie::ui {

/// What a request says beside its prompts, in a line: "25 steps · DPM++ 2M · guidance 4 · 512 x 512 · seed 7"; what it
/// leaves to the model is not named.
[[nodiscard]] QString requestText(const request::GenerationRequest& request);

}  // namespace reverie::ui
