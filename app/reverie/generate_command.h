#pragma once

#include "app/reverie/command.h"

namespace reverie::app {

/// `reverie generate`: one request to saved pictures.
[[nodiscard]] Command generateCommand();

}  // namespace reverie::app
