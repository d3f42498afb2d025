#include "tests/support/fake_hub/fake_hub.h"

namespace reverie::fake_hub {
namespace {

std::optional<Identity> identityOf(const FakeHub::Options& options)
{
    if (options.authority == nullptr)
        return std::nullopt;
    return options.authority->issue({QStringLiteral("localhost"), QStringLiteral("127.0.0.1")});
}

}  // namespace

FakeHub::FakeHub(const Options& options)
    : m_cdn([this](const Request& request) { return answerAsCdn(m_state, request, m_cdnFaults.next(request)); },
          identityOf(options), options.cdnPort),
      m_hub([this](const Request& request) { return answerAsHub(m_state, request, m_hubFaults.next(request)); },
          identityOf(options), options.port)
{
    m_state.setOrigins(m_hub.origin(), m_cdn.origin());
}

void FakeHub::clearFaults()
{
    m_hubFaults.clear();
    m_cdnFaults.clear();
}

void FakeHub::forgetRequests()
{
    m_hub.forgetRequests();
    m_cdn.forgetRequests();
}

}  // namespace reverie::fake_hub
