#pragma once

#include "tests/support/fake_hub/fake_server.h"
#include "tests/support/fake_hub/fault_script.h"
#include "tests/support/fake_hub/hub_routes.h"

namespace reverie::fake_hub {

/// The Hugging Face Hub on this computer: one server for the API and for small files, another, its CDN, for large ones.
/// Both speak what `docs/decisions/0009-the-hub.md` lists, on real sockets. Any thread may change it while it serves.
class FakeHub final {
public:
    struct Options {
        const TestAuthority* authority = nullptr;  ///< TLS with certificates of this one
        quint16 port = 0;
        quint16 cdnPort = 0;
    };

    FakeHub() : FakeHub(Options{}) { }
    explicit FakeHub(const Options& options);

    void add(Repository repository) { m_state.add(std::move(repository)); }
    void addToken(const QByteArray& secret, const Token& token) { m_state.addToken(secret, token); }
    void change(const QString& id, const std::function<void(Repository&)>& change) { m_state.change(id, change); }
    void remove(const QString& id) { m_state.remove(id); }
    /// How many entries a page of a listing or a search holds.
    void setPageSize(int entries) { m_state.setPageSize(entries); }
    /// All addresses of the CDN that were handed out so far answer 403 from now on.
    void expireSignedAddresses() { m_state.expireSignedAddresses(); }

    void addFault(FaultRule rule) { m_hubFaults.add(std::move(rule)); }
    void addCdnFault(FaultRule rule) { m_cdnFaults.add(std::move(rule)); }
    void clearFaults();

    [[nodiscard]] QByteArray endpoint() const { return m_hub.origin(); }
    [[nodiscard]] QByteArray cdnOrigin() const { return m_cdn.origin(); }
    [[nodiscard]] quint16 port() const { return m_hub.port(); }
    [[nodiscard]] std::vector<Request> requests() const { return m_hub.requests(); }
    [[nodiscard]] std::vector<Request> cdnRequests() const { return m_cdn.requests(); }
    void forgetRequests();

private:
    HubState m_state;
    FaultScript m_hubFaults;
    FaultScript m_cdnFaults;
    FakeServer m_cdn;
    FakeServer m_hub;
};

}  // namespace reverie::fake_hub
