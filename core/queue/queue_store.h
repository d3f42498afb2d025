#pragma once

#include "core/io/file_lock.h"
#include "core/queue/queue_job.h"
#include "core/sql/database.h"

#include <memory>
#include <vector>

namespace reverie::queue {

/// The queue's file: one row a job, one a picture. One process owns it, by a lock beside it. Each call is on the disk
/// when it returns, or has changed nothing. Belongs to the thread that opened it.
class QueueStore final {
public:
    /// Opens the file, or begins one. A broken one is put aside; `note()` then says so. Errors: Busy (another process
    /// has it), Unsupported (a newer Reverie's), those of a file that cannot be written.
    [[nodiscard]] static Result<std::unique_ptr<QueueStore>> open(const QString& file);

    [[nodiscard]] const QString& note() const { return m_database.note(); }

    /// All jobs in their order. A row that cannot be read is left out, and named in the log.
    [[nodiscard]] Result<std::vector<QueueJob>> jobs();
    /// Adds these jobs, or replaces their rows and those of their pictures. All or none.
    [[nodiscard]] Result<void> put(const std::vector<QueueJob>& jobs);
    [[nodiscard]] Result<void> remove(const std::vector<JobKey>& keys);
    /// Where the pictures of the job go from now on.
    [[nodiscard]] Result<void> setFolder(JobKey key, const QString& folder);
    /// Picture `index` of the job is saved; an empty path: it is skipped.
    [[nodiscard]] Result<void> addPicture(JobKey key, int index, const QString& path);

private:
    QueueStore(io::FileLock lock, sql::Database database) : m_lock(std::move(lock)), m_database(std::move(database)) { }
    [[nodiscard]] Result<void> putRow(const QueueJob& job);
    [[nodiscard]] Result<std::map<JobKey, std::map<int, QString>>> pictures();

    io::FileLock m_lock;
    sql::Database m_database;
};

}  // namespace reverie::queue
