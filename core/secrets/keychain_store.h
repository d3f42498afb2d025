#pragma once

#include "core/secrets/keychain_backend.h"
#include "core/secrets/secret_store.h"

namespace reverie::secrets {

/// The system's keychain as a SecretStore. The backend outlives it.
class KeychainStore final : public SecretStore {
public:
    explicit KeychainStore(KeychainBackend& backend) : m_backend(backend) { }

    [[nodiscard]] Result<Secret> read(const QString& name) override;
    [[nodiscard]] Result<void> write(const QString& name, const Secret& secret) override;
    [[nodiscard]] Result<void> remove(const QString& name) override;

private:
    KeychainBackend& m_backend;
};

}  // namespace reverie::secrets
