#pragma once

#include "app/reverie/command.h"

namespace reverie::app {

/// `reverie models list`: every model on this machine.
[[nodiscard]] Command modelsListCommand();

}  // namespace reverie::app
