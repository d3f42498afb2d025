#pragma once

#include "app/reverie/command.h"

namespace reverie::app {

/// `reverie verify`: the recipes of pictures, run again and compared.
[[nodiscard]] Command verifyCommand();

}  // namespace reverie::app
