#pragma once

#include "app/reverie/command.h"

namespace reverie::app {

/// The first line that `completions` gives when the shell itself shall offer files or folders.
inline constexpr const char* kOfferFiles = ":files";
inline constexpr const char* kOfferFolders = ":folders";

/// What could stand in the place of the last of `words` (the command line so far, without the program's name).
/// Words come whole, sorted as the help sorts them; the shell quotes them.
[[nodiscard]] QStringList completions(
    const std::vector<Command>& commands, const std::vector<Option>& common, const QStringList& words);

}  // namespace reverie::app
