#pragma once

#include "core/queue/job_runner.h"
#include "core/queue/queue_job.h"

#include <QObject>

#include <functional>
#include <memory>
#include <vector>

namespace reverie::queue {

struct DispatcherOptions {
    QString queueFile;  ///< SQLite; empty = in memory only
    QString pictures;   ///< the folder of all pictures, one folder a day in it
    /// Judges a request and names its model's folder or file, right before it runs and in a background thread. Empty:
    /// request::validate.
    std::function<Result<request::GenerationRequest>(request::GenerationRequest)> prepare;
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
    [[nodiscard]] const std::vector<QueueJob>& jobs() const;
    /// Null when there is none; valid until the next call.
    [[nodiscard]] const QueueJob* find(JobKey key) const;
    [[nodiscard]] std::optional<JobKey> running() const;
    [[nodiscard]] int waiting() const;
    [[nodiscard]] int interrupted() const;

    JobKey enqueue(const request::GenerationRequest& request, Place place = Place::Back);
    /// `copies` jobs; where the seed is given, each goes on where the one before it ends.
    std::vector<JobKey> enqueueMany(const request::GenerationRequest& request, int copies, Place place = Place::Back);
    /// Keeps one job of this request waiting, each with a seed of its own, until `stopForever`.
    void enqueueForever(const request::GenerationRequest& request);
    void stopForever();
    [[nodiscard]] bool isForever() const;

    /// Ends a waiting or running job. Its finished pictures are kept.
    void cancel(JobKey key);
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
    [[nodiscard]] bool canUndoRemoval() const;

    void pauseAfterCurrent();
    /// Goes on; pictures that could not be saved are tried again first.
    void resume();
    [[nodiscard]] bool isPaused() const;
    /// Why, when it was not a person who paused it.
    [[nodiscard]] const std::optional<Error>& pauseReason() const;

    void resumeInterrupted();
    void dropInterrupted();

    /// Finished pictures that are kept in memory because their place did not take them.
    [[nodiscard]] int unsaved() const;
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

private:
    class Private;
    std::unique_ptr<Private> d;
};

}  // namespace reverie::queue
