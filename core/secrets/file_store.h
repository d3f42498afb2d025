#pragma once

#include "core/secrets/secret_store.h"

namespace reverie::secrets {

/// A folder with one plain file for each secret, which nobody but its owner may read. For people without a keychain who
/// agreed to it. Names are ours ("hub-token"), never a person's.
class FileStore final : public SecretStore {
public:
    explicit FileStore(QString folder);

    [[nodiscard]] Result<Secret> read(const QString& name) override;
    /// Makes the folder where it is missing; whole or not at all.
    [[nodiscard]] Result<void> write(const QString& name, const Secret& secret) override;
    [[nodiscard]] Result<void> remove(const QString& name) override;

private:
    [[nodiscard]] QString pathOf(const QString& name) const;

    QString m_folder;
};

}  // namespace reverie::secrets
