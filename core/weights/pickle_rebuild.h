#pragma once

#include "core/base/result.h"
#include "core/weights/pickle.h"

namespace reverie::weights {

/// What a call of `callee` with `arguments` stands for: a container, a tensor, or an opaque value where the callee has
/// no meaning. Nothing is called. Errors: Corrupt, arguments that do not describe such a thing.
[[nodiscard]] Result<PickleValue> rebuilt(Pickle& pickle, const PickleValue& callee, const PickleValue& arguments);

/// The storage that a persistent id names: ("storage", class, key, device, count). Errors: Corrupt.
[[nodiscard]] Result<PickleValue> storageNamed(Pickle& pickle, const PickleValue& id);

}  // namespace reverie::weights
