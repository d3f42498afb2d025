#include "core/hub/download_progress.h"

#include <algorithm>
#include <array>

namespace reverie::hub {
namespace {

using namespace std::chrono_literals;

constexpr auto kWindow = 5s;
constexpr auto kBetweenReports = 100ms;

}  // namespace

void SpeedMeter::add(Time now, std::uint64_t bytes)
{
    m_samples.push_back({now, bytes});
    while (m_samples.size() > 2 && now - m_samples.front().time > kWindow)
        m_samples.pop_front();
}

std::uint64_t SpeedMeter::bytesPerSecond() const
{
    if (m_samples.size() < 2)
        return 0;
    const std::chrono::duration<double> time = m_samples.back().time - m_samples.front().time;
    const auto bytes = static_cast<double>(m_samples.back().bytes - m_samples.front().bytes);
    return time < 200ms ? 0 : static_cast<std::uint64_t>(bytes / time.count());
}

ProgressTally::ProgressTally(const std::vector<FileJob>& files, DownloadEvents events) : m_events(std::move(events))
{
    for (const FileJob& file : files) {
        m_rows.push_back({file.paths.front()});
        m_of += file.size;
    }
}

FileEvents ProgressTally::eventsOf(std::size_t file)
{
    return {[this, file](FilePhase phase, std::uint64_t bytes) { take(file, phase, bytes); }, m_events.note};
}

void ProgressTally::take(std::size_t file, FilePhase phase, std::uint64_t bytes)
{
    const std::lock_guard lock(m_mutex);
    Row& row = m_rows[file];
    const bool isNews = row.phase != phase || !row.isBegun;
    const bool isLoad = phase == FilePhase::Downloading && row.phase == FilePhase::Downloading;
    if (isLoad && bytes > row.bytes)
        m_loaded += bytes - row.bytes;
    row = {row.name, phase, bytes, true};
    const auto now = std::chrono::steady_clock::now();
    if (!isNews && now - m_told < kBetweenReports)
        return;
    m_told = now;
    if (isLoad)
        m_meter.add(now, m_loaded);
    if (!m_events.progress)
        return;
    DownloadProgress told = sum();
    told.bytesPerSecond = m_meter.bytesPerSecond();
    if (told.bytesPerSecond > 0)
        told.secondsLeft = static_cast<int>(
            std::min<std::uint64_t>((told.of - std::min(told.of, told.bytes)) / told.bytesPerSecond, 10'000'000));
    m_events.progress(told);
}

DownloadProgress ProgressTally::sum() const
{
    static constexpr std::array kFirst = {
        FilePhase::Downloading, FilePhase::Verifying, FilePhase::Checking, FilePhase::Waiting};
    DownloadProgress progress;
    progress.of = m_of;
    progress.phase = FilePhase::Done;
    for (const Row& row : m_rows)
        progress.bytes += row.bytes;
    for (const FilePhase phase : kFirst) {
        const auto row =
            std::ranges::find_if(m_rows, [&](const Row& each) { return each.isBegun && each.phase == phase; });
        if (row == m_rows.end())
            continue;
        progress.phase = phase;
        progress.file = row->name;
        break;
    }
    return progress;
}

}  // namespace reverie::hub
