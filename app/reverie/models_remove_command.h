#pragma once

#include "app/reverie/command.h"

namespace reverie::app {

/// `reverie models remove`: a model into the system's trash.
[[nodiscard]] Command modelsRemoveCommand();

}  // namespace reverie::app
