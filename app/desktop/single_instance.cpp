#include "app/desktop/single_instance.h"

#include <QCryptographicHash>
#include <QDeadlineTimer>
#include <QDebug>
#include <QDir>
#include <QFile>
#include <QLocalServer>
#include <QLocalSocket>
#include <QThread>

namespace reverie::app {
namespace {

constexpr int kProbeMs = 1000;        // what one that can answer needs at most
constexpr int kBetweenProbesMs = 50;  // where nobody listens yet
constexpr qint64 kMostBytes = 1 << 20;
const QByteArray kGreeting = QByteArrayLiteral("?");
const QByteArray kThanks = QByteArrayLiteral("ok");

/// Sockets have short paths, so the folder is told by a hash of its name.
QString socketName(const QString& folder)
{
    const QByteArray digest = QCryptographicHash::hash(folder.toUtf8(), QCryptographicHash::Sha256).toHex();
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    return (runtime.isEmpty() ? QDir::tempPath() : runtime) + QStringLiteral("/reverie-") +
        QString::fromLatin1(digest.left(16));
}

/// What FileLock noted there for people; empty when it is nothing of the kind.
QString ownerIn(const QString& lockFile)
{
    constexpr qint64 kMostOwnerBytes = 200;
    QFile file(lockFile);
    const QString text =
        file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.read(kMostOwnerBytes)).trimmed() : QString();
    return text.startsWith(QLatin1String("process ")) && !text.contains(QLatin1Char('\n')) ? text : QString();
}

/// One probe. The first greets, so that files are handed to nobody who does not answer, and to nobody twice.
bool handOverOnce(const QString& name, const QStringList& files, int patienceMs)
{
    QLocalSocket socket;
    socket.connectToServer(name);
    if (!socket.waitForConnected(patienceMs))
        return false;
    if (socket.bytesAvailable() == 0 && !socket.waitForReadyRead(patienceMs))
        return false;
    socket.readAll();
    socket.write(files.join(QLatin1Char('\n')).toUtf8() + '\0');
    return socket.waitForReadyRead(patienceMs);
}

}  // namespace

SingleInstance::SingleInstance(const QString& folder, QObject* parent)
    : QObject(parent), m_file(folder + QStringLiteral("/window.lock")), m_name(socketName(QDir(folder).canonicalPath()))
{
    take();
}

void SingleInstance::take()
{
    auto lock = io::FileLock::take(m_file);
    if (lock) {
        m_lock = std::move(*lock);
        m_isFirst = true;
    } else if (lock.error().code == ErrorCode::Busy) {
        m_isFirst = false;
        m_holder = ownerIn(m_file);
    } else {
        m_isFirst = !handOverOnce(m_name, {}, kProbeMs);
    }
    if (m_isFirst && other().isEmpty())
        listen();
}

QString SingleInstance::other() const
{
    return m_lock ? m_lock->stranger() : m_isFirst ? QString() : m_holder;
}

void SingleInstance::takeOver()
{
    if (other().isEmpty() || !m_lock)
        return;
    m_lock->claim();
    listen();
}

bool SingleInstance::tryAgain()
{
    if (!m_isFirst)
        take();
    return m_isFirst;
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
    while (QLocalSocket* socket = m_server->nextPendingConnection()) {
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] { read(socket); });
        socket->write(kGreeting);
        if (socket->bytesAvailable() > 0)
            read(socket);
    }
}

void SingleInstance::read(QLocalSocket* socket)
{
    if (!socket->peek(kMostBytes).endsWith('\0'))
        return;
    const QString files = QString::fromUtf8(socket->read(kMostBytes).chopped(1));
    socket->write(kThanks);
    socket->disconnectFromServer();
    Q_EMIT raiseWanted(files.split(QLatin1Char('\n'), Qt::SkipEmptyParts));
}

bool SingleInstance::handOver(const QStringList& files, int patienceMs) const
{
    const QDeadlineTimer deadline(patienceMs);
    while (!deadline.hasExpired()) {
        const int left = static_cast<int>(deadline.remainingTime());
        if (handOverOnce(m_name, files, std::min(left, kProbeMs)))
            return true;
        QThread::msleep(kBetweenProbesMs);
    }
    return false;
}

}  // namespace reverie::app
