#pragma once

#include "core/queue/queue_job.h"

#include <vector>

namespace reverie::queue {

/// The jobs of a queue in their order, in memory. `prepend` and `place` return the jobs whose rows changed, which may
/// be more than were handed in: positions are numbers with gaps, and are given anew when a gap is used up.
class QueueList final {
public:
    [[nodiscard]] const std::vector<QueueJob>& jobs() const { return m_jobs; }
    /// Null when there is none.
    [[nodiscard]] QueueJob* find(JobKey key);
    [[nodiscard]] const QueueJob* find(JobKey key) const;
    /// The first job that waits; null when none does.
    [[nodiscard]] QueueJob* nextWaiting();
    [[nodiscard]] int count(JobState state) const;

    /// What the program's last run left, in its order: it stands before what was added meanwhile.
    std::vector<QueueJob> prepend(std::vector<QueueJob> jobs);
    /// Before `before`, or at the end; of a job that is in the list or a new one.
    std::vector<QueueJob> place(QueueJob job, std::optional<JobKey> before);
    /// Where a job stands that is to run next: before the first that waits.
    [[nodiscard]] std::optional<JobKey> front() const;
    /// The job behind this one; nothing when it is the last, or not there.
    [[nodiscard]] std::optional<JobKey> behind(JobKey key) const;
    /// Takes jobs out and returns them; keys that are not there are passed over.
    std::vector<QueueJob> take(const std::vector<JobKey>& keys);
    /// The first ended jobs of the list, so many that at most `most` are left. \param most >= 0
    [[nodiscard]] std::vector<JobKey> endedBeyond(int most) const;
    /// Puts jobs back where `take` took them, by their positions.
    void putBack(std::vector<QueueJob> jobs);

private:
    std::vector<QueueJob> renumber();

    std::vector<QueueJob> m_jobs;
};

}  // namespace reverie::queue
