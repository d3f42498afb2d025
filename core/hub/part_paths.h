#pragma once

#include "core/hub/part_file.h"

namespace reverie::hub {

/// A name for a part that no other has.
[[nodiscard]] QString newPartPath(const PartFile::Wanted& wanted);
/// Of the notes beside the part.
[[nodiscard]] QString notesPath(const QString& part);

}  // namespace reverie::hub
