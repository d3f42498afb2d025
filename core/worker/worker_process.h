#pragma once

#include "core/worker/messages.h"

#include <QProcess>
#include <QTimer>

#include <functional>

namespace reverie::worker {

/// How a worker is started and how patient its parent is.
struct WorkerOptions {
    QString program;         ///< Paths::engineBinary()
    QStringList arguments;   ///< such as --log-level debug
    int startMs = 60'000;    ///< from the start to `ready`, a cold disk included
    int pingMs = 2'000;      ///< between two pings
    int silenceMs = 10'000;  ///< without a pong = dead
    int cancelMs = 5'000;    ///< from a cancel to the end of the job, else the worker is ended by force
    int quitMs = 5'000;      ///< from quit to the end of the process, else it is ended by force
};

/// One life of the worker program, from its start to its end. Lives in the thread that made it, which must outlive the
/// worker (the kernel ends the worker with that thread).
/// Calls back in that thread, never from inside one of its own methods except `end()`.
class WorkerProcess final : public QObject {
    Q_OBJECT

public:
    struct Listener {
        std::function<void(const EngineFacts&)> ready;  ///< once, before any message
        std::function<void(FromWorker)> received;       ///< all messages but Ready and Pong
        std::function<void(const QString&)> logged;     ///< a line of its stderr
        std::function<void(const Error&)> ended;        ///< once; nothing is called afterwards
    };

    /// Starts the program.
    WorkerProcess(WorkerOptions options, Listener listener, QObject* parent);
    /// Ends the program by force and waits until it is gone.
    ~WorkerProcess() override;

    /// Sends now, or as soon as the worker is ready. InvalidArgument when the message is too long.
    [[nodiscard]] Result<void> send(ToWorker message);

    /// Ends the program by force and says why. This object deletes itself when the process is gone.
    void end(const Error& why);

    /// The same for a worker that broke the protocol.
    void breach(const Error& rule);

    /// Lets the program end by itself, by force after a while. Nothing is called back any more, and this object deletes
    /// itself when the process is gone.
    void retire();

private:
    void readFrames();
    void take(Frame frame);
    void take(const message::Ready& ready);
    void take(const message::Pong& pong);
    void take(FromWorker message);
    void readLog();
    void ping();
    void onStartFailed(QProcess::ProcessError error);
    void onFinished(int exitCode, QProcess::ExitStatus status);

    const WorkerOptions m_options;
    Listener m_listener;
    QProcess m_process;
    FrameDecoder m_decoder;
    QTimer m_startLimit;
    QTimer m_pulse;
    std::vector<QByteArray> m_waiting;  ///< messages until the worker is ready
    bool m_isReady = false;
    bool m_isOver = false;  ///< the listener has been told, or wants nothing more
    std::uint64_t m_pings = 0;
    std::uint64_t m_pongs = 0;
    QByteArray m_logLine;
    QString m_lastWords;
};

}  // namespace reverie::worker
