#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"

#include <QString>

namespace reverie::secrets {

/// Keeps secrets by name. Calls may wait for a person (who unlocks a keychain), so never make them in the window's
/// thread; any other will do. A call that fails has changed nothing.
class SecretStore {
public:
    virtual ~SecretStore() = default;

    /// Errors: NotFound (nothing is kept under that name), Permission (locked or denied), Unsupported (there is no such
    /// store on this system), Timeout, Io.
    [[nodiscard]] virtual Result<Secret> read(const QString& name) = 0;
    [[nodiscard]] virtual Result<void> write(const QString& name, const Secret& secret) = 0;
    /// Nothing to remove is no error.
    [[nodiscard]] virtual Result<void> remove(const QString& name) = 0;
};

}  // namespace reverie::secrets
