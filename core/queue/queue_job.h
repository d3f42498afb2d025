#pragma once

#include "core/base/error.h"
#include "core/request/generation_request.h"

#include <QDateTime>
#include <QStringList>

#include <cstdint>
#include <map>
#include <optional>

namespace reverie::queue {

/// Names a job for ever: drawn at random, positive, never used again.
using JobKey = std::int64_t;

/// Interrupted: it waited or ran when the program ended, and waits for a person's word.
enum class JobState { Waiting, Running, Done, Failed, Cancelled, Interrupted };

/// One job of the window's queue, as it stands on the disk.
struct QueueJob {
    JobKey key = 0;
    std::int64_t position = 0;           ///< jobs run and are shown in this order
    request::GenerationRequest request;  ///< as it was asked for; an empty seed is drawn when the job first starts
    JobState state = JobState::Waiting;
    std::optional<Error> error;         ///< of a failed job
    std::optional<std::uint64_t> seed;  ///< of the first picture, known from the first start on
    QDateTime created;                  ///< UTC, milliseconds
    QDateTime started;                  ///< UTC, of the latest start; invalid before the first
    QString folder;                     ///< where the pictures of the latest start go
    std::map<int, QString> pictures;    ///< 0..count-1 -> path of a saved picture, empty = skipped
    QString remark;           ///< what its latest run met that was no failure, a sentence; not kept on the disk
    bool isStalled = false;   ///< it runs, and has said nothing for long; not kept on the disk
    bool hadOnlyCpu = false;  ///< it failed on a computer without another device; not kept on the disk

    [[nodiscard]] int picturesWanted() const { return request.count; }
    [[nodiscard]] bool isComplete() const { return static_cast<int>(pictures.size()) >= request.count; }
    /// It has yet to run, or runs.
    [[nodiscard]] bool isUnfinished() const
    {
        return state == JobState::Waiting || state == JobState::Running || state == JobState::Interrupted;
    }
    /// The saved pictures in their order.
    [[nodiscard]] QStringList paths() const;
};

/// A new key.
[[nodiscard]] JobKey drawJobKey();

/// "waiting", "running", "done", "failed", "cancelled", "interrupted".
[[nodiscard]] QString jobStateName(JobState state);
[[nodiscard]] std::optional<JobState> jobStateFromName(const QString& name);

}  // namespace reverie::queue
