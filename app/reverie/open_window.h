#pragma once

#include "app/desktop/desktop.h"
#include "app/reverie/command.h"

namespace reverie::app {

/// What the program is when no command is named: the window, with the files that stand in a command's place.
[[nodiscard]] Command windowCommand(DesktopWish& wish);

/// Loads libreverie_desktop.so, which lies beside the program, and runs the window in it: so no command pays for the
/// libraries of a window. No QCoreApplication may exist.
[[nodiscard]] int openWindow(int& argc, char** argv, const DesktopWish& wish);

}  // namespace reverie::app
