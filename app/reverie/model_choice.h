#pragma once

#include "core/base/paths.h"
#include "core/base/result.h"

namespace reverie::app {

/// The folder or file of the model that a person named: nothing named = the starter model; else a path, a name in the
/// models' folder of the data directory (of a checkpoint also without ".safetensors" or ".ckpt"), a repository or
/// catalogue name that the Hub's cache holds, or a name that `reverie models list` shows. Looks only whether it is
/// there; what it is the weights' own reader judges. Any thread. Errors: NotFound, with the names there are or how to
/// fetch it; InvalidArgument when several have that name.
[[nodiscard]] Result<QString> chooseModel(const QString& named, const Paths& paths);

}  // namespace reverie::app
