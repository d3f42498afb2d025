#pragma once

#include "core/weights/weight_set.h"

namespace reverie::weights {

/// A tensor that an architecture needs: its name and shape, as diffusers spells them.
struct ExpectedTensor {
    std::string name;
    std::vector<std::int64_t> shape;
};

/// Whether the set holds exactly these tensors. `part` names the component for the sentence, such as "UNet".
/// Errors: Unsupported, listing the first five differences: missing ones, then other shapes, then extra ones.
[[nodiscard]] Result<void> checkKeys(
    const std::vector<ExpectedTensor>& expected, const WeightSet& weights, const QString& part);

}  // namespace reverie::weights
