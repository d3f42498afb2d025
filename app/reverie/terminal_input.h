#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"

namespace reverie::app {

class Interruption;

/// Whether a person sits at standard input and standard error.
[[nodiscard]] bool isPersonThere();

/// One line of standard input, without the white space around it: typed without an echo where that is a terminal, after
/// `prompt` on standard error. Errors: NotFound (nothing came), Io, Cancelled (a signal asked the program to end).
[[nodiscard]] Result<Secret> readSecret(const QString& prompt, const Interruption& interruption);

/// Shows `prompt` on standard error and waits for Enter. Errors: as above; NotFound where the input ended.
[[nodiscard]] Result<void> waitForEnter(const QString& prompt, const Interruption& interruption);

}  // namespace reverie::app
