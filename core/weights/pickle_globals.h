#pragma once

#include "core/weights/pickle.h"

#include <QString>

namespace reverie::weights {

/// The global of that name, with its meaning where it has one.
[[nodiscard]] PickleGlobal pickleGlobal(std::string_view module, std::string_view name);

/// Whether a file that names this global was made to run commands, or could. Only the sentence depends on it: what is
/// not listed is not called either.
[[nodiscard]] bool runsCode(const PickleGlobal& global);

/// "module.name", at most 100 bytes of it.
[[nodiscard]] QString dottedName(const PickleGlobal& global);

/// What the objects of such a class are, for a sentence: "a sparse tensor", "an object of the class a.B".
[[nodiscard]] QString objectWords(const PickleGlobal& global);

}  // namespace reverie::weights
