#pragma once

#include <QStringList>

namespace reverie::ui {

/// What the window lacks of its Qt on this computer, a sentence for each part that is missing: what does not work
/// without it, and which package brings it. Any thread; reads the disk.
[[nodiscard]] QStringList missingParts();

}  // namespace reverie::ui
