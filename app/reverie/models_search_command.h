#pragma once

#include "app/reverie/command.h"

namespace reverie::app {

/// `reverie models search`: models of the Hub.
[[nodiscard]] Command modelsSearchCommand();

}  // namespace reverie::app
