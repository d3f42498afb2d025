#pragma once

#include <QStringList>

namespace reverie::app {

/// Runs the program with these words (its own name left out) and returns its exit code. Needs a QCoreApplication.
/// \param isUnicode  whether the terminal shows more than ASCII
[[nodiscard]] int runProgram(const QStringList& words, bool isUnicode);

}  // namespace reverie::app
