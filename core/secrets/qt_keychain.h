#pragma once

#include "core/secrets/keychain_backend.h"

#include <atomic>
#include <chrono>

namespace reverie::secrets {

/// QtKeychain, whose jobs need an event loop and may not be spread over threads: all run in one thread of their own,
/// which starts with the first job and ends with the application object. The caller waits, at most for `patience` (a
/// person may have to type a password).
class QtKeychain final : public KeychainBackend {
public:
    explicit QtKeychain(std::chrono::milliseconds patience = std::chrono::minutes(2));

    [[nodiscard]] KeychainAnswer read(const QString& name) override;
    [[nodiscard]] KeychainAnswer write(const QString& name, const Secret& secret) override;
    [[nodiscard]] KeychainAnswer remove(const QString& name) override;

    /// Whoever waits, or asks from now on, is told that the keychain is silent: the program ends. Any thread.
    void giveUp() { m_hasGivenUp = true; }

private:
    template <typename Make, typename Take>
    [[nodiscard]] KeychainAnswer run(const QString& name, Make make, Take take) const;

    std::chrono::milliseconds m_patience;
    std::atomic<bool> m_hasGivenUp = false;
};

}  // namespace reverie::secrets
