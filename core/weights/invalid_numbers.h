#pragma once

#include "core/weights/dtype.h"

#include <cstddef>
#include <span>

namespace reverie::weights {

/// Whether a tensor's bytes hold a NaN or an infinity (rule R32); false for types that have none.
/// `bytes` may have any alignment. Runs at the speed of memory.
[[nodiscard]] bool hasInvalidNumbers(DType dtype, std::span<const std::byte> bytes);

}  // namespace reverie::weights
