#pragma once

#include "app/desktop/desktop.h"

#include <optional>

namespace reverie::app {

/// How the program ended, or that it is the window that is wanted.
struct ProgramOutcome {
    int code = 0;
    std::optional<DesktopWish> window;
};

/// Runs the program with these words (its own name left out). Needs a QCoreApplication, which must be gone before the
/// window is opened.
/// \param isUnicode  whether the terminal shows more than ASCII
[[nodiscard]] ProgramOutcome runProgram(const QStringList& words, bool isUnicode);

}  // namespace reverie::app
