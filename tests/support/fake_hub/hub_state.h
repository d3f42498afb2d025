#pragma once

#include "tests/support/fake_hub/repository.h"

#include <functional>
#include <mutex>
#include <optional>

namespace reverie::fake_hub {

/// Everything that the two servers know. One mutex guards it; what is handed out are copies (whose bytes are shared).
class HubState final {
public:
    void setOrigins(const QByteArray& hub, const QByteArray& cdn);
    void add(Repository repository);
    void addToken(const QByteArray& secret, const Token& token);
    void change(const QString& id, const std::function<void(Repository&)>& change);
    void remove(const QString& id);
    void setPageSize(int entries);
    void expireSignedAddresses();

    [[nodiscard]] QByteArray hubOrigin() const;
    [[nodiscard]] std::optional<Repository> repository(const QString& id) const;
    [[nodiscard]] QList<Repository> repositories() const;
    [[nodiscard]] std::optional<Token> token(const QByteArray& secret) const;
    [[nodiscard]] int pageSize() const;

    /// An address of the CDN for these bytes, good until expireSignedAddresses().
    [[nodiscard]] QByteArray sign(const RepositoryFile& file);
    [[nodiscard]] bool isSignatureGood(const QByteArray& query) const;
    [[nodiscard]] std::optional<QByteArray> largeFile(const QByteArray& sha256) const;

private:
    mutable std::mutex m_mutex;
    QByteArray m_hub;
    QByteArray m_cdn;
    QMap<QString, Repository> m_repositories;
    QMap<QByteArray, Token> m_tokens;
    QMap<QByteArray, QByteArray> m_large;  // by SHA-256
    int m_pageSize = 1000;
    int m_signature = 1;
};

}  // namespace reverie::fake_hub
