#pragma once

#include "core/hub/hub_api.h"
#include "core/net/http_client.h"
#include "tests/support/fake_hub/fake_hub.h"

#include <QProcessEnvironment>
#include <QTemporaryDir>

#include <atomic>
#include <mutex>

namespace reverie::hub {

/// Waits that take no time and are remembered.
class NoWaits final {
public:
    [[nodiscard]] Patience patience()
    {
        return {[this](std::chrono::milliseconds time, const Cancellation& cancellation) -> Result<void> {
                    if (cancellation.isCancelled())
                        return fail(ErrorCode::Cancelled, QStringLiteral("cancelled"));
                    const std::scoped_lock lock(m_mutex);
                    m_waits.push_back(time);
                    return {};
                },
            {}};
    }
    [[nodiscard]] std::vector<std::chrono::milliseconds> all() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_waits;
    }

private:
    mutable std::mutex m_mutex;
    std::vector<std::chrono::milliseconds> m_waits;
};

/// A fake Hub and what asks it, with a token that tests can change.
class HubRun final {
public:
    explicit HubRun(Patience patience = {}, net::NetSettings settings = {})
        : client(std::move(settings)),
          api(
              client, environment(), [this] { return token; }, patience.wait ? patience : waits.patience())
    {
    }

    fake_hub::FakeHub hub;
    net::HttpClient client;
    NoWaits waits;
    Secret token;
    HubApi api;

private:
    [[nodiscard]] HubEnvironment environment() const
    {
        HubEnvironment environment;
        environment.endpoint = QUrl(QString::fromLatin1(hub.endpoint()));
        return environment;
    }
};

}  // namespace reverie::hub
