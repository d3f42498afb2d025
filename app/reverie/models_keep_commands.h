#pragma once

#include "app/reverie/command.h"

namespace reverie::app {

/// `reverie models import`: a model into Reverie's own folder.
[[nodiscard]] Command modelsImportCommand();
/// `reverie models verify`: whether a model's files are what they were.
[[nodiscard]] Command modelsVerifyCommand();

}  // namespace reverie::app
