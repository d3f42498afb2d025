#pragma once

#include "core/base/serial_thread.h"
#include "core/queue/queue_store.h"

#include <functional>
#include <optional>

namespace reverie::queue {

/// What a queue's file held when it was opened.
struct FoundQueue {
    std::vector<QueueJob> jobs;  ///< in their order; what was unfinished is Interrupted
    QString note;                ///< a sentence when something was wrong; else empty
};

/// The queue's file in a thread of its own: what is handed in is written in that order, without anybody waiting. Where
/// the file cannot be opened, or there is none, nothing is kept. The first write that fails is told to `complain`, in
/// the keeper's thread.
class QueueKeeper final {
public:
    QueueKeeper(QString file, std::function<void(const Error&)> complain);
    ~QueueKeeper();

    /// Opens the file and finds out what became of the jobs of the last time.
    [[nodiscard]] QFuture<FoundQueue> open();
    /// See QueueStore for these.
    void put(std::vector<QueueJob> jobs);
    void remove(std::vector<JobKey> keys);
    void addPicture(JobKey key, int index, const QString& path);
    /// Blocks; to be called from inside `run` only.
    void setFolderNow(JobKey key, const QString& folder);

    /// Runs `work` once all that was handed in before is on the disk.
    template <typename Work>
    auto run(Work&& work)
    {
        return m_thread.run(std::forward<Work>(work));
    }

private:
    [[nodiscard]] FoundQueue openNow();
    void note(const Result<void>& written);

    const QString m_file;
    const std::function<void(const Error&)> m_complain;
    std::unique_ptr<QueueStore> m_store;  // of m_thread
    bool m_hasComplained = false;         // of m_thread
    SerialThread m_thread;
};

}  // namespace reverie::queue
