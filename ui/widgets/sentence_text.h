#pragma once

#include "core/base/error.h"

namespace reverie::ui {

/// The same words with a capital letter in front, as a sentence that stands for itself.
[[nodiscard]] QString capitalised(QString sentence);
/// An error's sentence for the window.
[[nodiscard]] QString sentenceText(const Error& error);

}  // namespace reverie::ui
