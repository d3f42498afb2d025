#pragma once

#include <QString>

namespace reverie::ui {

/// "2.4 s", "3 min 20 s", "1 h 5 min".
[[nodiscard]] QString durationText(double seconds);

}  // namespace reverie::ui
