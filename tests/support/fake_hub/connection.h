#pragma once

#include "tests/support/fake_hub/http_exchange.h"

#include <QObject>

#include <functional>

class QTcpSocket;

namespace reverie::fake_hub {

using Handler = std::function<Answer(const Request&)>;

/// One client's socket: reads requests, sends answers with their faults, one after the other. Lives in its server's
/// thread and goes with its socket.
class Connection final : public QObject {
public:
    Connection(QTcpSocket* socket, Handler handler);

private:
    void read();
    [[nodiscard]] bool parse(Request& request);
    void start(const Request& request);
    void pump();
    void finish();

    QTcpSocket* m_socket;
    Handler m_handler;
    QByteArray m_in;
    QByteArray m_body;
    Fault m_fault;
    qint64 m_sent = 0;
    bool m_isAnswering = false;
    bool m_isDripping = false;
    bool m_closes = false;
};

}  // namespace reverie::fake_hub
