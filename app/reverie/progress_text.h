#pragma once

#include "core/request/generation_events.h"

namespace reverie::app {

/// "[=====>    ]" of `width` letters, in line-drawing letters where the terminal shows them.
[[nodiscard]] QString progressBar(double fraction, int width, bool isUnicode);

/// "4 s", "2 min 05 s", "1 h 10 min".
[[nodiscard]] QString duration(double seconds);

/// "0.21 s/step", "3.4 steps/s" where that reads better; empty while unknown.
[[nodiscard]] QString pace(double secondsPerStep);

/// What stands beside the bar, such as "12/25  0.21 s/step  3 s left" or "Decoding".
/// \param count  pictures of the run, \param batch  of which so many are computed at a time
[[nodiscard]] QString progressWords(const request::Progress& progress, int count, int batch);

/// 0..1 over the whole run.
[[nodiscard]] double progressFraction(const request::Progress& progress, int count, int batch);

}  // namespace reverie::app
