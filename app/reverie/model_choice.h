#pragma once

#include "core/base/paths.h"
#include "core/base/result.h"

namespace reverie::app {

/// The folder or file of the model that a person named: nothing named = the starter model, else a path, else a name in
/// the models' folder of the data directory, of a checkpoint also without ".safetensors". Looks only whether it is
/// there; what it is the weights' own reader judges.
/// Errors: NotFound, with the names there are.
[[nodiscard]] Result<QString> chooseModel(const QString& named, const Paths& paths);

}  // namespace reverie::app
