#pragma once

#include "app/reverie/command.h"

namespace reverie::app {

/// The list of commands: what `reverie --help` and a bare `reverie` show.
[[nodiscard]] QString overview(const std::vector<Command>& commands, const std::vector<Option>& common);

/// The help of one command: summary, usage, details, options by group, examples. Lines of at most 100 letters.
[[nodiscard]] QString helpOf(const Command& command, const std::vector<Option>& common);

}  // namespace reverie::app
