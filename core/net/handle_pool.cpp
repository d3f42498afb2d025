#include "core/net/handle_pool.h"

#include "core/io/openssl_start.h"

namespace reverie::net {
namespace {

constexpr std::size_t kMostIdle = 8;

}  // namespace

HandlePool::HandlePool()
{
    static std::once_flag once;
    std::call_once(once, [] {
        io::startOpenSsl();
        curl_global_init(CURL_GLOBAL_DEFAULT);
    });
    m_idle.reserve(kMostIdle);
}

HandlePool::~HandlePool()
{
    for (CURL* handle : m_idle)
        curl_easy_cleanup(handle);
}

HandlePool::Lease HandlePool::take()
{
    const std::scoped_lock lock(m_mutex);
    if (m_idle.empty())
        return Lease(curl_easy_init(), {this});
    CURL* handle = m_idle.back();
    m_idle.pop_back();
    return Lease(handle, {this});
}

void HandlePool::giveBack(CURL* handle) noexcept
{
    curl_easy_reset(handle);
    const std::scoped_lock lock(m_mutex);
    if (m_idle.size() < kMostIdle)
        m_idle.push_back(handle);
    else
        curl_easy_cleanup(handle);
}

}  // namespace reverie::net
