#pragma once

#include "core/worker/messages.h"

#include <map>

namespace reverie::worker {

/// What the parent knows about the jobs that its worker has: decides whether a message can be true. A worker that says
/// something about a job it does not have, or in an order that cannot be, has lost its mind and is ended.
class JobLedger final {
public:
    /// Notes a job that was sent to the worker: Load, Generate or Unload.
    void open(const message::Load& load);
    void open(const message::Generate& generate);
    void open(const message::Unload& unload);

    /// Judges a message from the worker and keeps the books; Corrupt when it cannot be. Latents are kept back and come
    /// with their image. `Loaded`, `Done` and `Failed` close their job.
    [[nodiscard]] Result<void> accept(FromWorker& message);

    [[nodiscard]] bool isOpen(JobId job) const { return m_jobs.contains(job); }

    /// The open jobs in the order in which they were opened; afterwards there are none.
    [[nodiscard]] std::vector<JobId> closeAll();

private:
    enum class Kind { Load, Generate, Unload };
    struct Job {
        Kind kind = Kind::Load;
        request::GenerationRequest request;       ///< of Generate
        std::vector<bool> received;               ///< of Generate: which pictures have come
        std::optional<message::Latents> latents;  ///< waiting for their image
    };

    Result<void> judge(Job& job, message::Loading& loading);
    Result<void> judge(Job& job, message::Loaded& loaded);
    Result<void> judge(Job& job, message::Progress& progress);
    Result<void> judge(Job& job, message::Preview& preview);
    Result<void> judge(Job& job, message::Latents& latents);
    Result<void> judge(Job& job, message::Image& image);
    Result<void> judge(Job& job, message::Done& done);
    Result<void> judge(Job& job, message::Failed& failed);

    std::map<JobId, Job> m_jobs;
};

}  // namespace reverie::worker
