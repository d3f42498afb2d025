#pragma once

#include "app/reverie/command.h"

namespace reverie::app {

/// `reverie models login`, `logout` and `whoami`: the Hub's token on this machine.
[[nodiscard]] Command modelsLoginCommand();
[[nodiscard]] Command modelsLogoutCommand();
[[nodiscard]] Command modelsWhoAmICommand();

}  // namespace reverie::app
