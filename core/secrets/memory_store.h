#pragma once

#include "core/secrets/secret_store.h"

#include <map>
#include <mutex>

namespace reverie::secrets {

/// Until the program ends. One mutex guards the map.
class MemoryStore final : public SecretStore {
public:
    [[nodiscard]] Result<Secret> read(const QString& name) override;
    [[nodiscard]] Result<void> write(const QString& name, const Secret& secret) override;
    [[nodiscard]] Result<void> remove(const QString& name) override;

private:
    std::mutex m_mutex;
    std::map<QString, Secret> m_secrets;
};

}  // namespace reverie::secrets
