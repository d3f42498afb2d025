#pragma once

#include <QByteArray>
#include <QMap>
#include <QThread>

#include <mutex>
#include <vector>

class QTcpServer;
class QTcpSocket;

namespace reverie::fake_hub {

/// A proxy on 127.0.0.1 that knows CONNECT alone, in a thread of its own. Names that it has no port for are refused.
class FakeProxy final {
public:
    struct Rules {
        QMap<QByteArray, quint16> ports;  ///< "hub.test" -> a port of this computer
        QByteArray password;              ///< "name:word" that it demands; empty = none
    };

    explicit FakeProxy(Rules rules);
    ~FakeProxy();
    FakeProxy(const FakeProxy&) = delete;
    FakeProxy& operator=(const FakeProxy&) = delete;

    [[nodiscard]] quint16 port() const { return m_port; }
    /// The heads of all requests, as they came.
    [[nodiscard]] std::vector<QByteArray> requests() const;

private:
    void accept(QTcpSocket* client);
    void open(QTcpSocket* client, const QByteArray& head);

    Rules m_rules;
    quint16 m_port = 0;
    mutable std::mutex m_mutex;
    std::vector<QByteArray> m_requests;
    QThread m_thread;
    QTcpServer* m_server;  // lives in m_thread
};

}  // namespace reverie::fake_hub
