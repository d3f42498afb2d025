#pragma once

#include <QString>

class QKeySequence;

namespace reverie::ui {

/// Keys as they stand on a keyboard: "Ctrl+Enter", where Qt says "Ctrl+Return".
[[nodiscard]] QString keysText(const QKeySequence& keys);

}  // namespace reverie::ui
