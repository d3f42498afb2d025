#pragma once

#include "core/hub/download_options.h"
#include "core/hub/download_progress.h"
#include "core/hub/hub_api.h"
#include "core/hub/hub_cache.h"

namespace reverie::hub {

struct FileJob;

/// What is fetched of one repository: all of one commit.
struct RepoJob {
    QString id;
    QString revision;  ///< whose ref is set at the end: "main"
    QString commit;
    std::vector<RepoFile> files;

    [[nodiscard]] std::uint64_t bytes() const;  ///< each content once
    bool operator==(const RepoJob&) const = default;
};

/// Fetches the files of a job into the cache, several at once, and sets the ref when all are there. Blocking; any
/// thread, one run at a time.
class RepoDownload final {
public:
    RepoDownload(const HubApi& api, const HubCache& cache, DownloadOptions options);

    /// The snapshot's folder. Errors: those of FileDownload; DiskFull before the first byte when the disk cannot hold
    /// what is missing and the spare room.
    [[nodiscard]] Result<QString> run(
        const RepoJob& job, const DownloadEvents& events, const Cancellation& cancellation) const;

    /// Throws away what came of files that are not whole.
    static void forget(const HubCache& cache, const RepoJob& job);
    /// Bytes of the job that are in the cache, whole files and parts. Looks only at names and sizes.
    [[nodiscard]] static std::uint64_t bytesHeld(const HubCache& cache, const RepoJob& job);

private:
    [[nodiscard]] Result<void> checkSpace(const RepoJob& job) const;
    [[nodiscard]] Result<void> fetchAll(
        const std::vector<FileJob>& files, ProgressTally& tally, const Cancellation& cancellation) const;

    const HubApi& m_api;
    const HubCache& m_cache;
    DownloadOptions m_options;
};

}  // namespace reverie::hub
