#pragma once

#include "core/base/result.h"
#include "core/request/generation_request.h"

namespace reverie::prompt {

/// Refuses, by name, the forms of A1111's grammar that Reverie cannot honour yet, rather than drawing something else:
/// `<lora:name:1>` and `<hypernet:name:1>`. A prompt that is taken literally holds no forms. Errors: Unsupported.
/// Linear in the length of the prompt.
[[nodiscard]] Result<void> checkPrompt(const QString& prompt, request::Emphasis emphasis);

}  // namespace reverie::prompt
