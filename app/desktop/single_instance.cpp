#include "app/desktop/single_instance.h"

#include <QCryptographicHash>
#include <QDebug>
#include <QDir>
#include <QLocalServer>
#include <QLocalSocket>

namespace reverie::app {
namespace {

constexpr int kPatienceMs = 2000;
constexpr qint64 kMostBytes = 1 << 20;

/// Sockets have short paths, so the folder is told by a hash of its name.
QString socketName(const QString& folder)
{
    const QByteArray digest = QCryptographicHash::hash(folder.toUtf8(), QCryptographicHash::Sha256).toHex();
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    return (runtime.isEmpty() ? QDir::tempPath() : runtime) + QStringLiteral("/reverie-") +
        QString::fromLatin1(digest.left(16));
}

}  // namespace

SingleInstance::SingleInstance(const QString& folder, QObject* parent)
    : QObject(parent), m_name(socketName(QDir(folder).canonicalPath()))
{
    auto lock = io::FileLock::take(folder + QStringLiteral("/window.lock"));
    if (lock)
        m_lock = std::move(*lock);
    m_isFirst = lock || lock.error().code != ErrorCode::Busy;
    if (m_isFirst)
        listen();
}

void SingleInstance::listen()
{
    m_server = new QLocalServer(this);
    m_server->setSocketOptions(QLocalServer::UserAccessOption);
    QLocalServer::removeServer(m_name);
    if (!m_server->listen(m_name))
        qWarning().noquote() << "A second start cannot hand its files over:" << m_server->errorString();
    connect(m_server, &QLocalServer::newConnection, this, &SingleInstance::onConnection);
}

void SingleInstance::onConnection()
{
    QLocalSocket* socket = m_server->nextPendingConnection();
    connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
    const auto read = [this, socket] {
        const QByteArray all = socket->peek(kMostBytes);
        if (!all.endsWith('\0'))
            return;
        const QByteArray message = socket->read(kMostBytes);
        const QString files = QString::fromUtf8(message.chopped(1));
        socket->write("ok");
        socket->disconnectFromServer();
        Q_EMIT raiseWanted(files.split(QLatin1Char('\n'), Qt::SkipEmptyParts));
    };
    connect(socket, &QLocalSocket::readyRead, this, read);
    if (socket->bytesAvailable() > 0)
        read();
}

bool SingleInstance::handOver(const QStringList& files) const
{
    QLocalSocket socket;
    socket.connectToServer(m_name);
    if (!socket.waitForConnected(kPatienceMs))
        return false;
    socket.write(files.join(QLatin1Char('\n')).toUtf8() + '\0');
    return socket.waitForReadyRead(kPatienceMs);
}

}  // namespace reverie::app
