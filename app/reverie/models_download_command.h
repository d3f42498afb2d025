#pragma once

#include "app/reverie/command.h"

namespace reverie::app {

/// `reverie models download`: fetches what a picture needs of a model of the Hub.
[[nodiscard]] Command modelsDownloadCommand();

}  // namespace reverie::app
