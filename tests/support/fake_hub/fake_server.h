#pragma once

#include "tests/support/fake_hub/connection.h"
#include "tests/support/fake_hub/test_authority.h"

#include <QThread>

#include <atomic>
#include <mutex>
#include <optional>
#include <vector>

class QTcpServer;
class QTcpSocket;

namespace reverie::fake_hub {

/// An HTTP/1.1 server on a port of 127.0.0.1 in a thread of its own. The handler runs in that thread. With an identity
/// it speaks TLS. It keeps what it was asked; one mutex guards that list.
class FakeServer final {
public:
    explicit FakeServer(Handler handler, std::optional<Identity> identity = {}, quint16 port = 0);
    ~FakeServer();
    FakeServer(const FakeServer&) = delete;
    FakeServer& operator=(const FakeServer&) = delete;

    /// 0 when the port was taken.
    [[nodiscard]] quint16 port() const { return m_port; }
    /// "http://127.0.0.1:PORT"; by the name that the certificate is for ("https://localhost:PORT") with TLS.
    [[nodiscard]] QByteArray origin() const;
    /// All requests so far, in the order in which they came.
    [[nodiscard]] std::vector<Request> requests() const;
    void forgetRequests();
    /// How many were ever made, and how many are open now.
    [[nodiscard]] int connections() const { return m_connections; }
    [[nodiscard]] int openConnections() const { return m_openConnections; }

private:
    void listen(const std::optional<Identity>& identity, quint16 port);
    void serve(QTcpSocket* socket);
    void note(const Request& request);

    Handler m_handler;
    bool m_isSecure;
    quint16 m_port = 0;
    mutable std::mutex m_mutex;
    std::vector<Request> m_requests;
    std::atomic<int> m_connections = 0;
    std::atomic<int> m_openConnections = 0;
    QThread m_thread;
    QTcpServer* m_server = nullptr;  // lives in m_thread
};

}  // namespace reverie::fake_hub
