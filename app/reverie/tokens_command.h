#pragma once

#include "app/reverie/command.h"

namespace reverie::app {

/// `reverie tokens`: what a text encoder sees of a prompt.
[[nodiscard]] Command tokensCommand();

}  // namespace reverie::app
