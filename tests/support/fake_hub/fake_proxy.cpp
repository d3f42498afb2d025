#include "tests/support/fake_hub/fake_proxy.h"

#include "tests/support/fake_hub/run_in_thread.h"

#include <QTcpServer>
#include <QTcpSocket>

namespace reverie::fake_hub {
namespace {

void pipe(QTcpSocket* from, QTcpSocket* to)
{
    QObject::connect(from, &QTcpSocket::readyRead, to, [from, to] { to->write(from->readAll()); });
    QObject::connect(from, &QTcpSocket::disconnected, to, &QTcpSocket::disconnectFromHost);
}

void refuse(QTcpSocket* client, const QByteArray& status)
{
    client->write("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n" +
        (status.startsWith("407") ? "Proxy-Authenticate: Basic realm=\"office\"\r\n" : "") + "\r\n");
}

}  // namespace

FakeProxy::FakeProxy(Rules rules) : m_rules(std::move(rules)), m_server(new QTcpServer)
{
    m_server->moveToThread(&m_thread);
    m_thread.start();
    runInThreadOf(m_server, m_mutex, [this] {
        QObject::connect(m_server, &QTcpServer::newConnection, m_server, [this] {
            while (QTcpSocket* client = m_server->nextPendingConnection())
                accept(client);
        });
        m_server->listen(QHostAddress::LocalHost);
        m_port = m_server->serverPort();
    });
}

FakeProxy::~FakeProxy()
{
    runInThreadOf(m_server, m_mutex, [this] { delete m_server; });
    m_thread.quit();
    m_thread.wait();
}

std::vector<QByteArray> FakeProxy::requests() const
{
    const std::scoped_lock lock(m_mutex);
    return m_requests;
}

void FakeProxy::accept(QTcpSocket* client)
{
    QObject::connect(client, &QTcpSocket::disconnected, client, &QObject::deleteLater);
    QObject::connect(client, &QTcpSocket::readyRead, m_server, [this, client] {
        if (!client->peek(64 * 1024).contains("\r\n\r\n"))
            return;
        const QByteArray head = client->readAll();
        {
            const std::scoped_lock lock(m_mutex);
            m_requests.push_back(head);
        }
        open(client, head);
    });
}

void FakeProxy::open(QTcpSocket* client, const QByteArray& head)
{
    const QByteArray host = head.split(' ').value(1).split(':').first();
    if (!m_rules.password.isEmpty() && !head.contains("Basic " + m_rules.password.toBase64())) {
        refuse(client, "407 Proxy Authentication Required");
        return;
    }
    if (!head.startsWith("CONNECT ") || !m_rules.ports.contains(host)) {
        refuse(client, "403 Forbidden");
        return;
    }
    client->disconnect(m_server);
    auto* server = new QTcpSocket(client);
    QObject::connect(server, &QTcpSocket::connected, client, [client, server] {
        client->write("HTTP/1.1 200 Connection established\r\n\r\n");
        pipe(client, server);
        pipe(server, client);
    });
    server->connectToHost(QHostAddress(QHostAddress::LocalHost), m_rules.ports.value(host));
}

}  // namespace reverie::fake_hub
