#include "core/hub/repo_download.h"

#include "core/base/size_text.h"
#include "core/hub/file_download.h"

#include <QFileInfo>

#include <algorithm>
#include <condition_variable>
#include <map>
#include <thread>

namespace reverie::hub {
namespace {

using namespace std::chrono_literals;

/// One job for each content; small ones first, so that what a model is can be seen early.
std::vector<FileJob> fileJobs(const RepoJob& job)
{
    std::map<QString, FileJob> byEtag;
    for (const RepoFile& file : job.files) {
        FileJob& one = byEtag[file.etag];
        one.id = job.id;
        one.commit = job.commit;
        one.etag = file.etag;
        one.size = file.size;
        one.paths << file.path;
    }
    std::vector<FileJob> jobs;
    for (auto& [etag, one] : byEtag)
        jobs.push_back(std::move(one));
    std::ranges::sort(jobs, {}, [](const FileJob& each) { return std::pair(each.size, each.paths.front()); });
    return jobs;
}

std::uint64_t held(const HubCache& cache, const FileJob& file)
{
    const QFileInfo blob(cache.blob(file.id, file.etag));
    const QFileInfo shown(cache.snapshot(file.id, file.commit) + QLatin1Char('/') + file.paths.front());
    for (const QFileInfo& each : {blob, shown})
        if (each.isFile() && static_cast<std::uint64_t>(each.size()) == file.size)
            return file.size;
    return std::min(file.size, bytesOfParts(cache.blobsFolder(file.id), file.etag));
}

/// Works off the jobs with several threads; the first error stops them all.
class Crew final {
public:
    using Work = std::function<Result<void>(std::size_t job, const Cancellation&)>;

    Crew(std::size_t jobs, Work work) : m_jobs(jobs), m_work(std::move(work)) { }

    Result<void> run(int threads, const Cancellation& outer)
    {
        std::vector<std::jthread> crew;
        const int count =
            static_cast<int>(std::min<std::size_t>(static_cast<std::size_t>(std::max(threads, 1)), m_jobs));
        m_working = count;
        for (int i = 0; i < count; ++i)
            crew.emplace_back([this] { work(); });
        std::unique_lock lock(m_mutex);
        while (!m_ended.wait_for(lock, 50ms, [this] { return m_working == 0; }))
            if (outer.isCancelled())
                m_stop.cancel();
        return std::move(m_result);
    }

private:
    void work()
    {
        while (const auto job = next()) {
            auto done = m_work(*job, m_stop);
            const std::lock_guard lock(m_mutex);
            if (done || !m_result)
                continue;
            m_result = std::move(done);
            m_stop.cancel();
        }
        const std::lock_guard lock(m_mutex);
        if (--m_working == 0)
            m_ended.notify_all();
    }

    std::optional<std::size_t> next()
    {
        const std::lock_guard lock(m_mutex);
        return m_result && m_next < m_jobs ? std::optional(m_next++) : std::nullopt;
    }

    std::size_t m_jobs;
    Work m_work;
    Cancellation m_stop;
    std::mutex m_mutex;
    std::condition_variable m_ended;
    std::size_t m_next = 0;
    int m_working = 0;
    Result<void> m_result;
};

}  // namespace

std::uint64_t RepoJob::bytes() const
{
    std::uint64_t sum = 0;
    for (const FileJob& file : fileJobs(*this))
        sum += file.size;
    return sum;
}

RepoDownload::RepoDownload(const HubApi& api, const HubCache& cache, DownloadOptions options)
    : m_api(api), m_cache(cache), m_options(std::move(options))
{
}

Result<QString> RepoDownload::run(
    const RepoJob& job, const DownloadEvents& events, const Cancellation& cancellation) const
{
    if (auto prepared = m_cache.prepare(job.id); !prepared)
        return failWith(std::move(prepared));
    if (auto space = checkSpace(job); !space)
        return failWith(std::move(space));
    const auto files = fileJobs(job);
    ProgressTally tally(files, events);
    if (auto fetched = fetchAll(files, tally, cancellation); !fetched)
        return failWith(std::move(fetched));
    if (auto set = m_cache.setRef(job.id, job.revision, job.commit); !set)
        return failWith(std::move(set));
    return m_cache.snapshot(job.id, job.commit);
}

Result<void> RepoDownload::checkSpace(const RepoJob& job) const
{
    const auto free = m_options.freeBytes(m_cache.blobsFolder(job.id));
    if (!free)
        return tl::unexpected<Error>(free.error());
    const std::uint64_t missing = job.bytes() - std::min(job.bytes(), bytesHeld(m_cache, job));
    const std::uint64_t needed = missing + m_options.spareBytes;
    if (missing == 0 || *free >= needed)
        return {};
    Error error{ErrorCode::DiskFull,
        QStringLiteral("%1 takes %2 more, and %3 must stay free, but %4 has only %5")
            .arg(job.id, sizeText(missing), sizeText(m_options.spareBytes), m_cache.folder(), sizeText(*free)),
        QStringLiteral("free %1 and resume").arg(sizeText(needed - *free)), {}};
    error.neededBytes = needed;
    error.freeBytes = *free;
    return tl::unexpected<Error>(std::move(error));
}

Result<void> RepoDownload::fetchAll(
    const std::vector<FileJob>& files, ProgressTally& tally, const Cancellation& cancellation) const
{
    Crew crew(files.size(), [&](std::size_t index, const Cancellation& stop) {
        return FileDownload(m_api, m_cache, m_options, files[index]).run(tally.eventsOf(index), stop);
    });
    return crew.run(m_options.filesAtOnce, cancellation);
}

void RepoDownload::forget(const HubCache& cache, const RepoJob& job)
{
    for (const RepoFile& file : job.files)
        removeParts(cache.blobsFolder(job.id), file.etag);
}

std::uint64_t RepoDownload::bytesHeld(const HubCache& cache, const RepoJob& job)
{
    std::uint64_t sum = 0;
    for (const FileJob& file : fileJobs(job))
        sum += held(cache, file);
    return sum;
}

}  // namespace reverie::hub
