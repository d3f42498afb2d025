#pragma once

#include "app/reverie/command.h"

namespace reverie::app {

/// `reverie doctor`: what this machine has for making pictures, and what to do about what it lacks.
[[nodiscard]] Command doctorCommand();

}  // namespace reverie::app
