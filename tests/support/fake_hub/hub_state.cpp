#include "tests/support/fake_hub/hub_state.h"

namespace reverie::fake_hub {

void HubState::setOrigins(const QByteArray& hub, const QByteArray& cdn)
{
    const std::scoped_lock lock(m_mutex);
    m_hub = hub;
    m_cdn = cdn;
}

void HubState::add(Repository repository)
{
    const std::scoped_lock lock(m_mutex);
    m_repositories.insert(repository.id, repository);
}

void HubState::addToken(const QByteArray& secret, const Token& token)
{
    const std::scoped_lock lock(m_mutex);
    m_tokens.insert(secret, token);
}

void HubState::change(const QString& id, const std::function<void(Repository&)>& change)
{
    const std::scoped_lock lock(m_mutex);
    if (const auto found = m_repositories.find(id); found != m_repositories.end())
        change(*found);
}

void HubState::remove(const QString& id)
{
    const std::scoped_lock lock(m_mutex);
    m_repositories.remove(id);
}

void HubState::setPageSize(int entries)
{
    const std::scoped_lock lock(m_mutex);
    m_pageSize = entries;
}

void HubState::expireSignedAddresses()
{
    const std::scoped_lock lock(m_mutex);
    ++m_signature;
}

QByteArray HubState::hubOrigin() const
{
    const std::scoped_lock lock(m_mutex);
    return m_hub;
}

std::optional<Repository> HubState::repository(const QString& id) const
{
    const std::scoped_lock lock(m_mutex);
    const auto found = m_repositories.find(id);
    return found == m_repositories.end() ? std::nullopt : std::optional(*found);
}

QList<Repository> HubState::repositories() const
{
    const std::scoped_lock lock(m_mutex);
    return m_repositories.values();
}

std::optional<Token> HubState::token(const QByteArray& secret) const
{
    const std::scoped_lock lock(m_mutex);
    const auto found = m_tokens.find(secret);
    return found == m_tokens.end() ? std::nullopt : std::optional(*found);
}

int HubState::pageSize() const
{
    const std::scoped_lock lock(m_mutex);
    return m_pageSize;
}

QByteArray HubState::sign(const RepositoryFile& file)
{
    const std::scoped_lock lock(m_mutex);
    m_large.insert(file.sha256, file.bytes);
    return m_cdn + "/xet-bridge/" + file.sha256 +
        "?response-content-disposition=inline%3B%20filename%2A%3DUTF-8%27%27f%3B&Expires=" +
        QByteArray::number(m_signature) + "&Policy=eyJTdGF0ZW1lbnQiOlt7fV19&Signature=a~b-c" +
        QByteArray::number(m_signature) + "&Key-Pair-Id=K2L8F4GPSG1IFC";
}

bool HubState::isSignatureGood(const QByteArray& query) const
{
    const std::scoped_lock lock(m_mutex);
    const QByteArray number = QByteArray::number(m_signature);
    return query.contains("Expires=" + number + "&") && query.contains("Signature=a~b-c" + number + "&");
}

std::optional<QByteArray> HubState::largeFile(const QByteArray& sha256) const
{
    const std::scoped_lock lock(m_mutex);
    const auto found = m_large.find(sha256);
    return found == m_large.end() ? std::nullopt : std::optional(*found);
}

}  // namespace reverie::fake_hub
