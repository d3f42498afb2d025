#pragma once

#include "core/worker/job_ledger.h"
#include "core/worker/worker_process.h"

#include <QObject>

namespace reverie::worker {

/// The parent's side of the worker: hands jobs to it, and hands on what comes back. Starts the worker when the first
/// job needs one, and a new one for the next job after one has died. Every job ends with exactly one of `loaded`,
/// `done`, `failed`, never from inside the call that began it. Lives in one thread with an event loop, which outlives
/// it.
///
/// A model stays loaded until the worker ends, so whoever generates asks `loadedModel()` and loads first where needed.
class WorkerClient final : public QObject {
    Q_OBJECT

public:
    explicit WorkerClient(WorkerOptions options, QObject* parent = nullptr);
    /// Ends the worker by force; open jobs end without a word.
    ~WorkerClient() override;

    /// Starts the worker ahead of the first job.
    void start();

    JobId load(const LoadOptions& options);
    /// With the loaded model. To know the seed and all defaults that it will use, hand in a resolved request.
    /// \param stopAfter step after which it stops by itself as by `stop`; 0 = none
    JobId generate(const request::GenerationRequest& request, int stopAfter = 0);
    JobId unload();
    /// The job soon ends as failed(Cancelled), unless it ends by itself meanwhile; an ended job is ignored. A worker
    /// that does not comply in time is ended by force.
    void cancel(JobId job);
    /// As `cancel`, but the pictures of the running batch come as they are by then; decoding them takes its time, so
    /// nothing is ended by force. `cancel` may follow.
    void stop(JobId job);
    /// Lets the worker end; open jobs fail with Cancelled.
    void quit();
    /// Answered by `stats`; does nothing when no worker runs.
    void askStats();

    [[nodiscard]] bool isRunning() const { return m_process != nullptr; }
    /// What the worker that runs now has loaded.
    [[nodiscard]] const std::optional<LoadOptions>& loadedModel() const { return m_loaded; }

Q_SIGNALS:
    void ready(const reverie::worker::EngineFacts& engine);
    void loading(reverie::worker::JobId job, double fraction, const QString& what);
    void loaded(reverie::worker::JobId job, const reverie::request::ModelFacts& model);
    void progress(reverie::worker::JobId job, const reverie::request::Progress& progress);
    void preview(reverie::worker::JobId job, const reverie::request::Preview& preview);
    void image(reverie::worker::JobId job, const reverie::request::GeneratedImage& image);
    void done(reverie::worker::JobId job, const reverie::request::RunTimes& times);
    void failed(reverie::worker::JobId job, const reverie::Error& error);
    void stats(const reverie::worker::message::Stats& stats);
    /// A line of the worker's log.
    void logged(const QString& line);
    /// The worker has ended, for whatever reason; comes after the failures of the jobs that it had.
    void ended(const reverie::Error& why);

private:
    template <typename Message>
    JobId submit(Message message);
    WorkerProcess& process();
    void onReceived(FromWorker message);
    void onEnded(const Error& why);
    void onDeviceLost(const message::Failed& failed);
    void forget(const std::vector<JobId>& jobs, const Error& why);
    void noteLoaded(JobId job);

    void handle(message::Loading& loading);
    void handle(message::Loaded& loaded);
    void handle(message::Progress& progress);
    void handle(message::Preview& preview);
    void handle(message::Latents& latents);
    void handle(message::Image& image);
    void handle(message::Done& done);
    void handle(message::Failed& failed);
    void handle(message::Stats& stats);
    void handle(message::Log& log);
    void handle(message::Ready&) { }
    void handle(message::Pong&) { }

    const WorkerOptions m_options;
    WorkerProcess* m_process = nullptr;  ///< a child object; null when no worker runs
    JobLedger m_ledger;
    JobId m_latest = 0;
    std::optional<LoadOptions> m_loaded;
    std::map<JobId, std::optional<LoadOptions>>
        m_loadedAfter;  ///< of open loads and unloads: m_loaded once they end well
};

}  // namespace reverie::worker
