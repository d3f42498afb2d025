#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"

namespace reverie::app {

/// Whether a person sits at standard input and standard error.
[[nodiscard]] bool isPersonThere();

/// One line of standard input: typed without an echo where that is a terminal, after `prompt` on standard error.
/// Errors: NotFound (nothing came), Io.
[[nodiscard]] Result<Secret> readSecret(const QString& prompt);

}  // namespace reverie::app
