#pragma once

#include "core/worker/frame_writer.h"

#include <QPromise>
#include <QThreadPool>

#include <functional>
#include <mutex>

namespace reverie::worker {

/// Why the worker ends, as its exit code.
enum class ServingEnd {
    Asked = 0,   ///< quit, or the end of the input
    Broken = 3,  ///< the parent broke a rule of the protocol; the log says which
};

/// The worker's side of the protocol. The thread that calls `run()` only reads and answers, so `pong` and `cancel` are
/// never late; the engine works on a thread of its own, always the same one, at a lower priority.
/// A second job while one runs fails with Busy.
class ServingLoop final {
public:
    /// \param input, output  descriptors of pipes; not owned
    ServingLoop(EnginePort& engine, int input, int output);
    /// Cancels a running job and waits for its end.
    ~ServingLoop();

    /// Serves until the end. A job that still runs is then cancelled and gets a moment to end; whoever calls this in
    /// main() leaves by std::_Exit, so that an engine that hangs cannot keep the process.
    [[nodiscard]] ServingEnd run();

private:
    /// Runs on the engine's thread and returns the message that ends the job.
    using Work = std::function<Result<FromWorker>(const Cancellation&)>;
    enum class Next { GoOn, Quit };
    /// What the pool is given: nothing but the way back here, since all else passes under the mutex.
    struct Performing {
        ServingLoop& loop;
        void operator()(QPromise<void>&) const { loop.perform(); }
    };

    Result<Next> take(Frame frame);
    Result<Next> handle(const message::Hello& hello);
    Result<Next> handle(const message::Load& load);
    Result<Next> handle(const message::Generate& generate);
    Result<Next> handle(const message::Cancel& cancel);
    Result<Next> handle(const message::Unload& unload);
    Result<Next> handle(const message::AskStats&);
    Result<Next> handle(const message::Ping& ping);
    Result<Next> handle(const message::Quit&);

    ServingEnd serve();
    Result<Next> begin(JobId job, Work work);
    bool occupy(JobId job, Work work);
    void perform();
    JobId running();
    void cancelRunning();

    EnginePort& m_engine;
    const int m_input;
    FrameWriter m_writer;
    bool m_isGreeted = false;
    JobId m_latest = 0;                          ///< the highest id so far
    std::optional<request::ModelFacts> m_model;  ///< the loaded one; engine's thread only

    std::mutex m_mutex;           ///< guards the three below
    JobId m_running = 0;          ///< 0 = none
    Cancellation m_cancellation;  ///< of the running job
    Work m_work;                  ///< of the running job, until its thread has taken it

    QThreadPool m_pool;  ///< one thread; last, so that it ends before what its work uses
};

}  // namespace reverie::worker
