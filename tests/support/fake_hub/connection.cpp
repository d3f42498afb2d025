#include "tests/support/fake_hub/connection.h"

#include <QTcpSocket>
#include <QTimer>

#include <algorithm>
#include <sys/socket.h>

namespace reverie::fake_hub {
namespace {

constexpr qint64 kBlock = 256 * 1024;

QByteArray reasonOf(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 206:
        return "Partial Content";
    case 302:
        return "Found";
    case 307:
        return "Temporary Redirect";
    default:
        return "Whatever";
    }
}

QByteArray headOf(const Answer& answer, bool closes)
{
    QByteArray head = "HTTP/1.1 " + QByteArray::number(answer.status) + ' ' + reasonOf(answer.status) + "\r\n";
    for (const Header& header : answer.headers)
        head += header.name + ": " + header.value + "\r\n";
    if (!answer.fault.hidesLength && net::headerValue(answer.headers, "content-length").isEmpty())
        head += "Content-Length: " + QByteArray::number(answer.fault.length.value_or(answer.body.size())) + "\r\n";
    return head + (closes ? "Connection: close\r\n\r\n" : "Connection: keep-alive\r\n\r\n");
}

void resetConnection(QTcpSocket* socket)
{
    const linger now = {1, 0};
    ::setsockopt(static_cast<int>(socket->socketDescriptor()), SOL_SOCKET, SO_LINGER, &now, sizeof now);
    socket->abort();
}

}  // namespace

Connection::Connection(QTcpSocket* socket, Handler handler)
    : QObject(socket), m_socket(socket), m_handler(std::move(handler))
{
    connect(socket, &QTcpSocket::readyRead, this, &Connection::read);
    connect(socket, &QTcpSocket::bytesWritten, this, &Connection::pump);
    connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    read();
}

void Connection::read()
{
    m_in += m_socket->readAll();
    Request request;
    if (!m_isAnswering && parse(request))
        start(request);
}

bool Connection::parse(Request& request)
{
    const qsizetype end = m_in.indexOf("\r\n\r\n");
    if (end < 0)
        return false;
    const QList<QByteArray> lines = m_in.first(end).split('\n');
    for (const QByteArray& line : lines.sliced(1)) {
        const qsizetype colon = line.indexOf(':');
        request.headers.push_back(
            {line.first(std::max<qsizetype>(colon, 0)).toLower(), line.sliced(colon + 1).trimmed()});
    }
    const qsizetype length = request.header("content-length").toLongLong();
    if (m_in.size() < end + 4 + length)
        return false;
    const QList<QByteArray> words = lines.first().trimmed().split(' ');
    request.method = words.value(0);
    const QByteArray target = words.value(1);
    const qsizetype mark = target.indexOf('?');
    request.path = mark < 0 ? target : target.first(mark);
    request.query = mark < 0 ? QByteArray() : target.sliced(mark + 1);
    request.body = m_in.sliced(end + 4, length);
    m_in.remove(0, end + 4 + length);
    return true;
}

void Connection::start(const Request& request)
{
    Answer answer = m_handler(request);
    m_fault = answer.fault;
    m_closes = m_fault.hidesLength || m_fault.cutAt || m_fault.length || !m_fault.surplus.isEmpty() ||
        request.header("connection").toLower() == "close";
    m_isAnswering = true;
    m_sent = 0;
    const QByteArray head = headOf(answer, m_closes);
    m_body = request.method == "HEAD" ? QByteArray()
        : m_fault.surplus.isEmpty()   ? answer.body
                                      : answer.body + m_fault.surplus;
    m_socket->write(head);
    pump();
}

void Connection::pump()
{
    if (!m_isAnswering || m_isDripping || m_socket->bytesToWrite() > 4 * kBlock)
        return;
    qint64 end = m_body.size();
    if (m_fault.cutAt)
        end = std::min(end, *m_fault.cutAt);
    if (m_fault.stallAt)
        end = std::min(end, *m_fault.stallAt);
    if (m_sent == end) {
        if (!m_fault.stallAt || m_body.isEmpty())
            finish();
        return;
    }
    const qint64 block = std::min(m_fault.dripMs > 0 ? m_fault.dripBytes : kBlock, end - m_sent);
    const qint64 from = std::exchange(m_sent, m_sent + block);
    if (m_fault.dripMs > 0) {
        m_isDripping = true;
        QTimer::singleShot(m_fault.dripMs, this, [this, from, block] {
            m_isDripping = false;
            m_socket->write(m_body.constData() + from, block);
            pump();
        });
        return;
    }
    m_socket->write(m_body.constData() + from, block);
    if (m_socket->bytesToWrite() == 0)
        pump();
}

void Connection::finish()
{
    if (m_socket->bytesToWrite() > 0)
        return;
    m_isAnswering = false;
    m_body.clear();
    if (m_fault.resets) {
        resetConnection(m_socket);
        return;
    }
    if (m_closes) {
        m_socket->disconnectFromHost();
        return;
    }
    if (!m_in.isEmpty())
        QMetaObject::invokeMethod(this, &Connection::read, Qt::QueuedConnection);
}

}  // namespace reverie::fake_hub
