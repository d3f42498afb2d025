#include "core/queue/queue_list.h"

#include <algorithm>
#include <iterator>

namespace reverie::queue {
namespace {

constexpr std::int64_t kGap = std::int64_t{1} << 32;  // room for 32 jobs put into the same place one after the other

}  // namespace

QueueJob* QueueList::find(JobKey key)
{
    return const_cast<QueueJob*>(std::as_const(*this).find(key));
}

const QueueJob* QueueList::find(JobKey key) const
{
    const auto at = std::ranges::find(m_jobs, key, &QueueJob::key);
    return at == m_jobs.end() ? nullptr : &*at;
}

QueueJob* QueueList::nextWaiting()
{
    const auto at = std::ranges::find(m_jobs, JobState::Waiting, &QueueJob::state);
    return at == m_jobs.end() ? nullptr : &*at;
}

int QueueList::count(JobState state) const
{
    return static_cast<int>(std::ranges::count(m_jobs, state, &QueueJob::state));
}

std::vector<QueueJob> QueueList::prepend(std::vector<QueueJob> jobs)
{
    const bool isFirst = m_jobs.empty();
    m_jobs.insert(m_jobs.begin(), std::make_move_iterator(jobs.begin()), std::make_move_iterator(jobs.end()));
    return isFirst ? std::vector<QueueJob>() : renumber();
}

std::vector<QueueJob> QueueList::place(QueueJob job, std::optional<JobKey> before)
{
    std::erase_if(m_jobs, [&](const QueueJob& each) { return each.key == job.key; });
    auto at = before ? std::ranges::find(m_jobs, *before, &QueueJob::key) : m_jobs.end();
    const std::int64_t low =
        at == m_jobs.begin() ? (at == m_jobs.end() ? 0 : at->position - 2 * kGap) : std::prev(at)->position;
    const std::int64_t high = at == m_jobs.end() ? low + 2 * kGap : at->position;
    job.position = low + (high - low) / 2;
    const bool hasRoom = job.position > low;
    at = m_jobs.insert(at, std::move(job));
    return hasRoom ? std::vector<QueueJob>{*at} : renumber();
}

std::optional<JobKey> QueueList::front() const
{
    const auto at = std::ranges::find(m_jobs, JobState::Waiting, &QueueJob::state);
    return at == m_jobs.end() ? std::nullopt : std::optional(at->key);
}

std::optional<JobKey> QueueList::behind(JobKey key) const
{
    const auto at = std::ranges::find(m_jobs, key, &QueueJob::key);
    return at == m_jobs.end() || std::next(at) == m_jobs.end() ? std::nullopt : std::optional(std::next(at)->key);
}

std::vector<QueueJob> QueueList::take(const std::vector<JobKey>& keys)
{
    std::vector<QueueJob> taken;
    for (const JobKey key : keys)
        if (const auto at = std::ranges::find(m_jobs, key, &QueueJob::key); at != m_jobs.end()) {
            taken.push_back(std::move(*at));
            m_jobs.erase(at);
        }
    return taken;
}

std::vector<JobKey> QueueList::endedBeyond(int most) const
{
    std::vector<JobKey> ended;
    for (const QueueJob& job : m_jobs)
        if (!job.isUnfinished())
            ended.push_back(job.key);
    ended.resize(ended.size() - std::min(ended.size(), static_cast<std::size_t>(most)));
    return ended;
}

void QueueList::putBack(std::vector<QueueJob> jobs)
{
    std::ranges::move(jobs, std::back_inserter(m_jobs));
    std::ranges::stable_sort(m_jobs, {}, &QueueJob::position);
}

std::vector<QueueJob> QueueList::renumber()
{
    std::int64_t position = 0;
    for (QueueJob& job : m_jobs)
        job.position = position += kGap;
    return m_jobs;
}

}  // namespace reverie::queue
