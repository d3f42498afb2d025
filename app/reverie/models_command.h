#pragma once

#include "app/reverie/command.h"

namespace reverie::app {

/// `reverie models info`: what a model folder holds, from its headers alone.
[[nodiscard]] Command modelsInfoCommand();

}  // namespace reverie::app
