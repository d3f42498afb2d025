#include "core/secrets/memory_store.h"

namespace reverie::secrets {

Result<Secret> MemoryStore::read(const QString& name)
{
    const std::scoped_lock lock(m_mutex);
    const auto found = m_secrets.find(name);
    if (found == m_secrets.end())
        return fail(ErrorCode::NotFound, QStringLiteral("no %1 was entered in this run").arg(name));
    return found->second;
}

Result<void> MemoryStore::write(const QString& name, const Secret& secret)
{
    const std::scoped_lock lock(m_mutex);
    m_secrets.insert_or_assign(name, secret);
    return {};
}

Result<void> MemoryStore::remove(const QString& name)
{
    const std::scoped_lock lock(m_mutex);
    m_secrets.erase(name);
    return {};
}

}  // namespace reverie::secrets
