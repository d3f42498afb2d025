#pragma once

#include "core/base/secret.h"

#include <QString>

namespace reverie::secrets {

/// What the system's keychain can say, by QtKeychain's names.
enum class KeychainStatus {
    NoError,
    EntryNotFound,
    CouldNotDeleteEntry,
    AccessDeniedByUser,
    AccessDenied,
    NoBackendAvailable,
    NotImplemented,
    OtherError,
    Silent,  ///< it did not answer in time
};

struct KeychainAnswer {
    KeychainStatus status = KeychainStatus::NoError;
    Secret secret;  ///< of a read
};

/// The system's keychain, or a test's. Calls block; any thread.
class KeychainBackend {
public:
    virtual ~KeychainBackend() = default;

    [[nodiscard]] virtual KeychainAnswer read(const QString& name) = 0;
    [[nodiscard]] virtual KeychainAnswer write(const QString& name, const Secret& secret) = 0;
    [[nodiscard]] virtual KeychainAnswer remove(const QString& name) = 0;
};

}  // namespace reverie::secrets
