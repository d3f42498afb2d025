#pragma once

#include "core/weights/pickle.h"

namespace reverie::weights {

/// Whether no container that the root holds is within itself, and none is nested more than kMaximumPickleDepth deep.
/// Looks at each container once, however often it is held.
[[nodiscard]] bool isNestedSoundly(const Pickle& pickle);

}  // namespace reverie::weights
