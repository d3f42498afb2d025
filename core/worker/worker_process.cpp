#include "core/worker/worker_process.h"

#include "core/worker/exit_words.h"
#include "core/worker/worker_environment.h"

#include <utility>

namespace reverie::worker {
namespace {

constexpr qsizetype kMaxLogLine = 4096;

void writeMessage(QProcess& process, const QByteArray& bytes)
{
    // A worker that has died cannot be written to; finished() is about to tell.
    [[maybe_unused]] const qint64 written = process.write(bytes);
}

QString seconds(int milliseconds)
{
    return QString::number(milliseconds / 1000.0);
}

}  // namespace

WorkerProcess::WorkerProcess(WorkerOptions options, Listener listener, QObject* parent)
    : QObject(parent), m_options(std::move(options)), m_listener(std::move(listener))
{
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &WorkerProcess::readFrames);
    connect(&m_process, &QProcess::readyReadStandardError, this, &WorkerProcess::readLog);
    connect(&m_process, &QProcess::finished, this, &WorkerProcess::onFinished);
    // Queued, since start() itself may emit it.
    connect(&m_process, &QProcess::errorOccurred, this, &WorkerProcess::onStartFailed, Qt::QueuedConnection);
    connect(&m_pulse, &QTimer::timeout, this, &WorkerProcess::ping);
    connect(&m_startLimit, &QTimer::timeout, this, [this] {
        const QString within = seconds(m_options.startMs);
        end({ErrorCode::Timeout, QStringLiteral("the engine did not start within %1 s").arg(within), {}, {}});
    });
    m_startLimit.setSingleShot(true);
    m_startLimit.start(m_options.startMs);
    m_process.setProcessEnvironment(workerEnvironment(QProcessEnvironment::systemEnvironment()));
    m_process.start(m_options.program, m_options.arguments);
    writeMessage(m_process, encodeHead(toFrame(message::Hello{}).header, 0).value());
}

WorkerProcess::~WorkerProcess()
{
    m_process.disconnect(this);
    m_process.kill();
    m_process.waitForFinished();
}

Result<void> WorkerProcess::send(ToWorker message)
{
    auto head = encodeHead(toFrame(std::move(message)).header, 0);
    if (!head)
        return failWith(std::move(head));
    if (m_isReady)
        writeMessage(m_process, *head);
    else
        m_waiting.push_back(std::move(*head));
    return {};
}

void WorkerProcess::end(const Error& why)
{
    if (std::exchange(m_isOver, true))
        return;
    m_pulse.stop();
    m_startLimit.stop();
    m_process.kill();
    m_listener.ended(why);
}

void WorkerProcess::retire()
{
    if (std::exchange(m_isOver, true))
        return;
    m_pulse.stop();
    m_startLimit.stop();
    writeMessage(m_process, encodeHead(toFrame(message::Quit{}).header, 0).value());
    m_process.closeWriteChannel();
    QTimer::singleShot(m_options.quitMs, &m_process, &QProcess::kill);
}

void WorkerProcess::readFrames()
{
    while (m_process.bytesAvailable() > 0) {
        if (m_isOver) {
            m_process.skip(m_process.bytesAvailable());
            return;
        }
        const auto room = m_decoder.room();
        const qint64 count = m_process.read(reinterpret_cast<char*>(room.data()), static_cast<qint64>(room.size()));
        if (count <= 0)
            return;
        auto frame = m_decoder.advance(static_cast<std::size_t>(count));
        if (!frame)
            breach(frame.error());
        else if (*frame)
            take(std::move(**frame));
    }
}

void WorkerProcess::take(Frame frame)
{
    auto message = fromWorkerMessage(std::move(frame));
    if (!message)
        breach(message.error());
    else if (const auto* ready = std::get_if<message::Ready>(&*message))
        take(*ready);
    else if (!m_isReady)
        breach({ErrorCode::Corrupt, QStringLiteral("a message came before \"ready\""), {}, {}});
    else if (const auto* pong = std::get_if<message::Pong>(&*message))
        take(*pong);
    else
        m_listener.received(std::move(*message));
}

void WorkerProcess::take(const message::Ready& ready)
{
    if (std::exchange(m_isReady, true))
        return breach({ErrorCode::Corrupt, QStringLiteral("\"ready\" came twice"), {}, {}});
    if (ready.protocol != kProtocol) {
        return end({ErrorCode::Unsupported,
            QStringLiteral("the engine %1 belongs to another version of Reverie").arg(m_options.program),
            QStringLiteral("install both programs from the same version"), {}});
    }
    m_startLimit.stop();
    m_pulse.start(m_options.pingMs);
    for (const QByteArray& head : std::exchange(m_waiting, {}))
        writeMessage(m_process, head);
    m_listener.ready(ready.engine);
}

void WorkerProcess::take(const message::Pong& pong)
{
    if (pong.number != m_pongs + 1 || pong.number > m_pings)
        return breach({ErrorCode::Corrupt, QStringLiteral("\"pong\" answers no \"ping\""), {}, {}});
    m_pongs = pong.number;
}

void WorkerProcess::ping()
{
    // Counted in pings, not by the clock: a parent that slept has not been waiting.
    const std::uint64_t unanswered = m_pings - m_pongs;
    if (unanswered * static_cast<std::uint64_t>(m_options.pingMs) >= static_cast<std::uint64_t>(m_options.silenceMs)) {
        const QString silence = seconds(m_options.silenceMs);
        return end({ErrorCode::WorkerDied,
            QStringLiteral("the engine did not answer for %1 s and was ended").arg(silence), {}, {}});
    }
    ++m_pings;
    [[maybe_unused]] const auto sent = send(message::Ping{m_pings});
}

void WorkerProcess::readLog()
{
    for (const char byte : m_process.readAllStandardError()) {
        if (byte != '\n' && m_logLine.size() < kMaxLogLine) {
            m_logLine += byte;
            continue;
        }
        const QString line = QString::fromUtf8(std::exchange(m_logLine, {})).trimmed();
        if (line.isEmpty() || m_isOver)
            continue;
        m_lastWords = line;
        m_listener.logged(line);
    }
}

void WorkerProcess::onStartFailed(QProcess::ProcessError error)
{
    if (error != QProcess::FailedToStart)
        return;
    const QString detail = QStringLiteral("the engine program %1 could not be started").arg(m_options.program);
    end({ErrorCode::WorkerDied, detail, QStringLiteral("build it, or install Reverie again"), {}});
    deleteLater();
}

void WorkerProcess::onFinished(int exitCode, QProcess::ExitStatus status)
{
    readFrames();
    readLog();
    if (!m_isOver)
        end(explainExit({status == QProcess::CrashExit, exitCode, m_lastWords}));
    deleteLater();
}

void WorkerProcess::breach(const Error& rule)
{
    end({ErrorCode::WorkerDied, QStringLiteral("the engine sent nonsense and was ended (%1)").arg(rule.detail), {},
        {}});
}

}  // namespace reverie::worker
