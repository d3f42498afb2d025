#pragma once

#include <ATen/Parallel.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <utility>

namespace reverie::engine {

/// A run of about that length that holds whole units, or a whole part of one.
inline std::int64_t evenRun(std::int64_t run, std::int64_t unit)
{
    if (run >= unit)
        return run / unit * unit;
    const std::int64_t parts = (unit + run - 1) / run;
    return (unit + parts - 1) / parts;
}

/// Calls `work(begin, end, next)` for runs of neighbours that together are 0..count. A thread that has done its run
/// takes the next one, so that a thread which the machine holds up costs the others little. \param work `next` is where
/// the next run begins that nobody has taken \param least of a run, about; fewer are not worth another thread \param
/// unit so many neighbours share something that a run has to fetch first
template <typename Work>
void dealOutRuns(std::int64_t count, std::int64_t least, std::int64_t unit, const Work& work)
{
    constexpr std::int64_t kRunsPerThread = 8;
    const std::int64_t threads = std::min<std::int64_t>(at::get_num_threads(), (count + least - 1) / least);
    const std::int64_t run = threads <= 1 ? count : evenRun(std::max(least, count / (kRunsPerThread * threads)), unit);
    std::atomic<std::int64_t> next = 0;
    at::parallel_for(0, threads, 1, [&](std::int64_t, std::int64_t) {
        for (std::int64_t first = next.fetch_add(run); first < count; first = next.fetch_add(run))
            work(first, std::min(first + run, count), std::as_const(next));
    });
}

/// The same for work that does not look ahead: `work(begin, end)`.
template <typename Work>
void dealOut(std::int64_t count, std::int64_t least, const Work& work)
{
    dealOutRuns(count, least, 1, [&](std::int64_t begin, std::int64_t end, const auto&) { work(begin, end); });
}

}  // namespace reverie::engine
