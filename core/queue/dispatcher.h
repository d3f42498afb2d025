#pragma once

#include "core/queue/job_runner.h"
#include "core/queue/queue_keeper.h"
#include "core/queue/queue_list.h"

#include <QObject>
#include <QTimer>

#include <deque>
#include <functional>
#include <limits>
#include <vector>

namespace reverie::queue {

struct DispatcherOptions {
    QString queueFile;  ///< SQLite; empty = in memory only
    QString pictures;   ///< see Dispatcher::setPicturesFolder
    /// Judges a request and names its model's folder or file, right before it runs and in a background thread. Empty:
    /// request::validate.
    std::function<Result<request::GenerationRequest>(request::GenerationRequest)> prepare;
    int stallMs = 120'000;  ///< without a sign of the engine's work, and at least twenty steps long: `stalled`
};

enum class Place { Back, Front };

/// The window's queue: keeps its jobs on the disk and runs one after the other. What it is told stands at once in
/// `jobs()`; the disk follows in the background, and a job starts only when it is on it. Pictures are recorded as they
/// are saved; after a crash the pictures of an interrupted job are found again by their own metadata, so none is made
/// twice.
/// Lives in the thread of its WorkerClient, which like the HashCache outlives it. No call waits for a disk.
class Dispatcher final : public QObject {
    Q_OBJECT

public:
    Dispatcher(
        worker::WorkerClient& worker, weights::HashCache& hashes, DispatcherOptions options, QObject* parent = nullptr);
    /// Stops the run and waits until the queue is on the disk; the running job is found as Interrupted.
    ~Dispatcher() override;

    /// Reads the queue's file; ends with `opened`. Nothing runs before; jobs may be added before.
    void open();

    /// In their order.
    [[nodiscard]] const std::vector<QueueJob>& jobs() const { return m_list.jobs(); }
    /// Null when there is none; valid until the next call.
    [[nodiscard]] const QueueJob* find(JobKey key) const { return m_list.find(key); }
    [[nodiscard]] std::optional<JobKey> running() const { return m_current; }
    [[nodiscard]] int waiting() const { return m_list.count(JobState::Waiting); }
    [[nodiscard]] int interrupted() const { return m_list.count(JobState::Interrupted); }

    JobKey enqueue(const request::GenerationRequest& request, Place place = Place::Back);
    /// Keeps one job of this request waiting, each with a seed of its own, until `stopForever`.
    void enqueueForever(const request::GenerationRequest& request);
    void stopForever();
    [[nodiscard]] bool isForever() const { return m_forever.has_value(); }

    /// Ends a waiting or running job. Its finished pictures are kept.
    void cancel(JobKey key);
    /// Ends the running job, with the pictures that are being made as they are by now.
    void stopAndKeep();
    /// There is a picture that it could keep.
    [[nodiscard]] bool canKeep() const { return m_canKeep && !m_isStopping && !m_isSkipping; }
    void cancelAllButRunning();
    /// Gives up the picture (or batch of pictures) that is being made and goes on with the job's next.
    void skip();

    /// Puts a job before another, or at the end.
    void moveBefore(JobKey key, std::optional<JobKey> before);
    /// Errors: Busy when the job runs, NotFound.
    Result<void> edit(JobKey key, const request::GenerationRequest& request);
    /// A new job of the same request right behind; nothing when there is no such job.
    std::optional<JobKey> duplicate(JobKey key);
    /// A failed, cancelled or interrupted job waits again, and makes what it has not made.
    void retry(JobKey key);

    /// Takes a job out of the list; a running one is cancelled first and stays. Pictures stay where they are.
    void remove(JobKey key);
    /// Takes all out but the running one.
    void clear();
    /// Brings back what the last `remove`, `clear` or `dropInterrupted` took out.
    void undoRemoval();
    [[nodiscard]] bool canUndoRemoval() const { return !m_removed.empty(); }

    /// How many ended jobs (done, failed, cancelled) the queue goes on showing; the first in the list go. All, until
    /// this is called. What it takes out is not brought back by `undoRemoval`.
    void setEndedKept(int most);

    /// The folder of all pictures, one folder a day in it; holds from the next job on.
    void setPicturesFolder(const QString& folder) { m_pictures = folder; }

    void pauseAfterCurrent();
    /// Goes on; pictures that could not be saved are tried again first.
    void resume();
    [[nodiscard]] bool isPaused() const { return m_isPaused; }

    /// The queue waits because a device other than the processor failed again and again.
    [[nodiscard]] bool hasDeviceFailed() const { return m_hasDeviceFailed; }
    /// The queue waits because there is no room for the pictures.
    [[nodiscard]] bool isDiskFull() const { return m_isPaused && m_isDiskFull; }
    /// Gives all waiting jobs to the processor and goes on.
    void useCpu();

    void resumeInterrupted();
    void dropInterrupted();

    /// Finished pictures that are kept in memory because their place did not take them.
    [[nodiscard]] int unsaved() const { return m_unsaved; }
    /// Tries them again, elsewhere if a folder or file is named; ends with `pictureSaved` and a queue that goes on, or
    /// with `paused`.
    void saveAgain(const QString& elsewhere = {});
    /// Gives them up and goes on.
    void dropUnsaved();

    /// Stops for the end of the program: the running job is left as Interrupted, nothing new starts. Ends with
    /// `parked`, when all is on the disk.
    void park();

Q_SIGNALS:
    /// \param note  a sentence when the file was broken, is used by another or cannot be written; else empty
    void opened(const QString& note);
    void jobAdded(reverie::queue::JobKey key);
    void jobChanged(reverie::queue::JobKey key);
    void jobRemoved(reverie::queue::JobKey key);
    void orderChanged();

    void loading(reverie::queue::JobKey key, double fraction, const QString& what);
    /// The model of the running job is there.
    void loaded(const reverie::request::ModelFacts& model);
    /// The running job's request with every field filled in; count and seed are those of the pictures still to make.
    void resolved(reverie::queue::JobKey key, const reverie::request::GenerationRequest& request);
    /// `image` counts over the whole job.
    void progress(reverie::queue::JobKey key, const reverie::request::Progress& progress);
    void preview(reverie::queue::JobKey key, const reverie::request::Preview& preview);
    /// `index` counts over the whole job.
    void pictureSaved(reverie::queue::JobKey key, const reverie::queue::SavedPicture& picture);
    /// A run ended well: what the forecast learns from.
    void measured(const reverie::request::GenerationRequest& request, const reverie::request::ModelFacts& model,
        const reverie::request::RunTimes& times);

    /// \param reason  a sentence; empty when a person paused it
    void paused(const QString& reason);
    void resumed();
    void parked();
    /// The running job has said nothing for long and may hang; it goes on until it is cancelled.
    void stalled(reverie::queue::JobKey key);
    /// Something about the running job that is no failure, in a sentence.
    void remarked(reverie::queue::JobKey key, const QString& sentence);
    /// The engine cannot be started, and no job was waiting for it.
    void engineFailed(const reverie::Error& why);
    /// The queue cannot be written any more; it goes on in memory. Once.
    void notKept(const QString& sentence);

private:
    struct Start;  // what a run begins with

    void connectRunner();
    JobKey add(QueueJob job, std::optional<JobKey> before);
    void announce(const QueueJob& job);
    void takeOut(const std::vector<JobKey>& keys);
    void forgetOldest();
    void onOpened(FoundQueue found);
    void startSoon();
    void startNext();
    void begin(QueueJob& job);
    [[nodiscard]] Result<Start> prepare(const QueueJob& job, const QString& pictures);
    void launch(JobKey key, Result<Start> start);
    void onSaved(SavedPicture picture);
    void onFinished(const RunOutcome& outcome);
    void conclude(const RunOutcome& outcome);
    void end(JobState state, const std::optional<Error>& error);
    void pauseFor(const Error& reason);
    void onSavedAgain(int left, const std::optional<Error>& why);
    void finishUnsaved(JobState ifIncomplete);
    [[nodiscard]] bool canBeMorePrecise(const Error& error) const;
    void waitForStep(double secondsPerStep);
    void setStalled(bool isStalled);
    void noteFault(const Error& error);
    void finishParking();

    const DispatcherOptions m_options;
    JobRunner m_runner;
    QString m_pictures;
    QueueList m_list;
    int m_endedKept = std::numeric_limits<int>::max();
    std::vector<QueueJob> m_removed;  // by the latest removal
    std::optional<request::GenerationRequest> m_forever;
    std::optional<JobKey> m_current;  // from `begin` to the end of its run
    int m_first = 0;                  // index in the job of the run's first picture
    int m_image = 0;                  // index in the run of the picture that is being made
    int m_unsaved = 0;
    bool m_isOpen = false;
    bool m_isLaunched = false;  // the runner has the current job
    bool m_canKeep = false;     // the current job has gone through a step
    bool m_isStopping = false;  // the current job is being cancelled
    bool m_isSkipping = false;
    bool m_isPrecise = false;  // the current job is computed once more, with 32 bits
    bool m_hasDeviceFailed = false;
    bool m_isDiskFull = false;  // it was when the queue paused by itself last
    bool m_isPaused = false;
    bool m_isPauseWanted = false;  // by a person
    bool m_isParking = false;
    bool m_isSaving = false;  // unsaved pictures are being tried again
    bool m_isStartDue = false;
    request::GenerationRequest m_resolved;
    request::ModelFacts m_model;
    QTimer m_patience;               // runs from one sign of the engine's work to the next
    std::deque<QDateTime> m_faults;  // of the device or the worker, the latest last
    QueueKeeper m_keeper;            // last: it ends first
};

}  // namespace reverie::queue
