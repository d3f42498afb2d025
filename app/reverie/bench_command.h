#pragma once

#include "app/reverie/command.h"

namespace reverie::app {

/// `reverie bench`: how fast this machine makes pictures.
[[nodiscard]] Command benchCommand();

}  // namespace reverie::app
