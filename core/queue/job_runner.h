#pragma once

#include "core/base/serial_thread.h"
#include "core/queue/picture_saver.h"
#include "core/worker/worker_client.h"

#include <QObject>

#include <memory>

namespace reverie::queue {

/// One run as it is handed in. Request and output have been judged; what needs the model is judged after loading.
struct PictureJob {
    request::GenerationRequest request;  ///< `model` is the folder to load
    OutputPlan output;
    QString latentsFile;  ///< empty = none
    io::IfExists latentsIfExists = io::IfExists::Refuse;
    QString modelStamp = {};  ///< weights::modelStamp; a model that was loaded under another one is loaded again
};

/// How a run ended. Without an error all its pictures are saved.
struct RunOutcome {
    std::optional<Error> error;
    int saved = 0;    ///< pictures on the disk
    int unsaved = 0;  ///< pictures that are kept in memory because their place did not take them
    request::RunTimes times;
};

/// Takes one request after the other through the worker to saved files, in memory. Loads the model when the worker has
/// another, hashes its files while the engine computes, saves each picture as it comes. When a save fails the rest of
/// the run is cancelled and the picture kept for `saveAgain`.
/// Lives in the thread of its WorkerClient, which like the HashCache outlives it; one run at a time.
class JobRunner final : public QObject {
    Q_OBJECT

public:
    JobRunner(worker::WorkerClient& worker, weights::HashCache& hashes, QObject* parent = nullptr);
    ~JobRunner() override;

    void start(PictureJob job);
    /// The run ends soon with the error Cancelled; pictures that are finished are still saved.
    void cancel();
    /// As `cancel`, but the pictures that are being made are saved as they are by then. Before there are any, no more
    /// than `cancel`.
    void stop();

    /// After `finished`: tries the pictures kept in memory again, elsewhere if a place is given. Blocks while it
    /// writes.
    [[nodiscard]] SavingAgain saveAgain(std::optional<OutputPlan> elsewhere);

    /// The same in the background: `saved` for each picture, then `savedAgain`. Nothing may be started before.
    void saveAgainSoon(std::optional<OutputPlan> elsewhere);

    /// The engine said so; false before it was up.
    [[nodiscard]] bool hasOnlyCpu() const { return m_engine.devices.size() == 1; }

Q_SIGNALS:
    void loading(double fraction, const QString& what);
    void loaded(const reverie::request::ModelFacts& model);
    /// The request with every field filled in, right before it runs.
    void resolved(const reverie::request::GenerationRequest& request);
    void progress(const reverie::request::Progress& progress);
    void preview(const reverie::request::Preview& preview);
    void saved(const reverie::queue::SavedPicture& picture);
    /// Exactly once for each start, never from inside it; comes last.
    void finished(const reverie::queue::RunOutcome& outcome);
    /// The engine ended before it was ready, and no run was waiting for it.
    void engineFailed(const reverie::Error& why);
    /// \param left  pictures that are still in memory, with the reason; 0 = all are saved
    void savedAgain(int left, const std::optional<reverie::Error>& why);

private:
    void onLoaded(worker::JobId job, const request::ModelFacts& model);
    void onImage(worker::JobId job, const request::GeneratedImage& image);
    void onDone(worker::JobId job, const request::RunTimes& times);
    void onFailed(worker::JobId job, const Error& error);
    void generate();
    [[nodiscard]] Result<request::GenerationRequest> resolve() const;
    void startSaver(const request::GenerationRequest& request);
    void onSaved(const Result<SavedPicture>& saved);
    void noteError(const Error& error);
    void finishWhenIdle();

    worker::WorkerClient& m_worker;
    weights::HashCache& m_hashes;
    SerialThread m_savingThread;            // hashing, then pictures in their order
    std::shared_ptr<PictureSaver> m_saver;  // touched by that thread only while it has work
    worker::EngineFacts m_engine;
    bool m_isEngineReady = false;
    bool m_hasTold = false;       // a run has failed in the life of this engine
    request::ModelFacts m_model;  // that the worker holds
    QString m_modelStamp;         // of its files when it was loaded
    std::optional<PictureJob> m_job;
    worker::JobId m_running = 0;  // job of the worker, 0 = none
    int m_saving = 0;             // pictures on their way to the disk
    Cancellation m_hashing;
    RunOutcome m_outcome;
};

}  // namespace reverie::queue
