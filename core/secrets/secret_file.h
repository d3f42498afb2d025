#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"

#include <QString>

namespace reverie::secrets {

/// The secret that a text file holds, without white space around it. Errors: those of ReadFile; NotFound for an empty
/// file too; Unsupported when it is longer than any token.
[[nodiscard]] Result<Secret> readSecretFile(const QString& path);

}  // namespace reverie::secrets
