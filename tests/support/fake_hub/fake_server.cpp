#include "tests/support/fake_hub/fake_server.h"

#include "tests/support/fake_hub/run_in_thread.h"

#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QTcpSocket>

namespace reverie::fake_hub {

FakeServer::FakeServer(Handler handler, std::optional<Identity> identity, quint16 port)
    : m_handler(std::move(handler)), m_isSecure(identity.has_value())
{
    if (m_isSecure)
        m_server = new QSslServer;
    else
        m_server = new QTcpServer;
    m_server->moveToThread(&m_thread);
    m_thread.start();
    runInThreadOf(m_server, m_mutex, [&] { listen(identity, port); });
}

FakeServer::~FakeServer()
{
    runInThreadOf(m_server, m_mutex, [this] { delete m_server; });
    m_thread.quit();
    m_thread.wait();
}

void FakeServer::listen(const std::optional<Identity>& identity, quint16 port)
{
    if (identity) {
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.setLocalCertificate(QSslCertificate(identity->certificate));
        configuration.setPrivateKey(QSslKey(identity->key, QSsl::Ec));
        configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
        static_cast<QSslServer*>(m_server)->setSslConfiguration(configuration);
    }
    QObject::connect(m_server, &QTcpServer::pendingConnectionAvailable, m_server, [this] {
        while (QTcpSocket* socket = m_server->nextPendingConnection())
            serve(socket);
    });
    if (m_server->listen(QHostAddress::LocalHost, port))
        m_port = m_server->serverPort();
}

void FakeServer::serve(QTcpSocket* socket)
{
    ++m_connections;
    ++m_openConnections;
    QObject::connect(socket, &QTcpSocket::disconnected, m_server, [this] { --m_openConnections; });
    new Connection(socket, [this](const Request& request) {
        note(request);
        return m_handler(request);
    });
}

void FakeServer::note(const Request& request)
{
    const std::scoped_lock lock(m_mutex);
    m_requests.push_back(request);
}

QByteArray FakeServer::origin() const
{
    return (m_isSecure ? "https://localhost:" : "http://127.0.0.1:") + QByteArray::number(m_port);
}

std::vector<Request> FakeServer::requests() const
{
    const std::scoped_lock lock(m_mutex);
    return m_requests;
}

void FakeServer::forgetRequests()
{
    const std::scoped_lock lock(m_mutex);
    m_requests.clear();
}

}  // namespace reverie::fake_hub
