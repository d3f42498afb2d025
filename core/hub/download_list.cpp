#include "core/hub/download_list.h"

#include "core/base/serial_thread.h"
#include "core/hub/download_records.h"

#include <QDebug>

#include <algorithm>

namespace reverie::hub {
namespace {

/// Whether the download could go on by itself if something outside changed: it pauses. Else it has failed.
bool isPause(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Cancelled:
    case ErrorCode::Network:
    case ErrorCode::Timeout:
    case ErrorCode::DiskFull:
    case ErrorCode::Io:
    case ErrorCode::Busy:
        return true;
    default:
        return false;
    }
}

}  // namespace

DownloadList::DownloadList(QString file, const HubApi& api, const HubCache& cache, DownloadOptions options)
    : m_file(std::move(file)), m_api(api), m_cache(cache), m_options(std::move(options)),
      m_saver(std::make_unique<SerialThread>()), m_thread(std::make_unique<SerialThread>())
{
    m_options.speedLimit = &m_limit;
    KeptDownloads kept = readDownloads(m_file);
    m_note = kept.note;
    m_rows = std::move(kept.rows);
    for (Download& row : m_rows) {
        row.key = ++m_lastKey;
        row.progress.of = row.job.bytes();
        row.progress.bytes = RepoDownload::bytesHeld(m_cache, row.job);
        if (row.state == DownloadState::Running || row.state == DownloadState::Waiting)
            row.state = DownloadState::Paused;
        if (row.state == DownloadState::Done)
            row.folder = m_cache.snapshot(row.job.id, row.job.commit);
    }
}

DownloadList::~DownloadList()
{
    {
        const std::lock_guard lock(m_mutex);
        m_closes = true;
        m_running.cancellation.cancel();
    }
    m_thread.reset();
    m_saver.reset();
}

std::vector<Download> DownloadList::downloads() const
{
    const std::lock_guard lock(m_mutex);
    return m_rows;
}

std::optional<Download> DownloadList::find(int key) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = std::ranges::find(m_rows, key, &Download::key);
    return found == m_rows.end() ? std::nullopt : std::optional(*found);
}

Download* DownloadList::row(int key)
{
    const auto found = std::ranges::find(m_rows, key, &Download::key);
    return found == m_rows.end() ? nullptr : &*found;
}

/// Under the mutex. What cannot be kept is still fetched.
void DownloadList::save()
{
    std::ignore = m_saver->run([file = m_file, rows = m_rows] {
        if (const auto written = writeDownloads(file, rows); !written)
            qWarning().noquote() << sentence(written.error());
    });
}

int DownloadList::add(const RepoJob& job, const QString& words)
{
    int key = 0;
    {
        const std::lock_guard lock(m_mutex);
        auto found = std::ranges::find_if(
            m_rows, [&](const Download& each) { return each.job.id == job.id && each.job.commit == job.commit; });
        if (found == m_rows.end()) {
            m_rows.push_back({++m_lastKey});
            found = std::prev(m_rows.end());
        }
        key = found->key;
        if (key == m_running.key && !m_running.cancellation.isCancelled())
            return key;
        found->job = job;
        found->words = words;
        if (key == m_running.key) {
            wantAgain();
            return key;
        }
        found->state = DownloadState::Waiting;
        found->error.reset();
        found->progress = {};
        found->progress.of = job.bytes();
        save();
    }
    Q_EMIT changed(key);
    start();
    return key;
}

/// Under the mutex. What is stopping at this moment waits for its turn afterwards.
void DownloadList::wantAgain()
{
    m_running.cancels.reset();
    m_running.isWantedAgain = m_running.cancellation.isCancelled();
}

void DownloadList::pause(int key)
{
    {
        const std::lock_guard lock(m_mutex);
        Download* download = row(key);
        if (!download)
            return;
        if (m_running.key == key) {
            m_running.isWantedAgain = false;
            return m_running.cancellation.cancel();  // its end is told when it has stopped
        }
        if (download->state != DownloadState::Waiting)
            return;
        download->state = DownloadState::Paused;
        save();
    }
    Q_EMIT changed(key);
}

void DownloadList::resume(int key)
{
    {
        const std::lock_guard lock(m_mutex);
        Download* download = row(key);
        if (!download || download->state == DownloadState::Done)
            return;
        if (m_running.key == key)
            return wantAgain();
        download->state = DownloadState::Waiting;
        download->error.reset();
        save();
    }
    Q_EMIT changed(key);
    start();
}

void DownloadList::cancel(int key, Parts parts)
{
    {
        const std::lock_guard lock(m_mutex);
        const Download* download = row(key);
        if (!download)
            return;
        if (m_running.key == key) {
            m_running.cancels = parts;
            m_running.isWantedAgain = false;
            return m_running.cancellation.cancel();
        }
        if (parts == Parts::Delete)
            RepoDownload::forget(m_cache, download->job);
        std::erase_if(m_rows, [&](const Download& each) { return each.key == key; });
        save();
    }
    Q_EMIT changed(key);
}

void DownloadList::putFirst(int key)
{
    {
        const std::lock_guard lock(m_mutex);
        const auto found = std::ranges::find(m_rows, key, &Download::key);
        if (found == m_rows.end())
            return;
        std::rotate(m_rows.begin(), found, std::next(found));
        save();
    }
    Q_EMIT changed(key);
}

void DownloadList::waitUntilIdle()
{
    m_thread->finish();
    m_saver->finish();
}

void DownloadList::start()
{
    const std::lock_guard lock(m_mutex);
    if (std::exchange(m_isWorking, true))
        return;
    std::ignore = m_thread->run([this] { workOff(); });
}

void DownloadList::workOff()
{
    while (const auto next = takeNext()) {
        Q_EMIT changed(next->key);
        run(*next);
    }
}

std::optional<Download> DownloadList::takeNext()
{
    const std::lock_guard lock(m_mutex);
    const auto next = std::ranges::find(m_rows, DownloadState::Waiting, &Download::state);
    m_isWorking = !m_closes && next != m_rows.end();
    if (!m_isWorking)
        return std::nullopt;
    next->state = DownloadState::Running;
    m_running = {next->key, {}, std::nullopt};
    save();
    return *next;
}

void DownloadList::run(const Download& download)
{
    const int key = download.key;
    DownloadEvents events;
    events.note = [this, key](const QString& sentence) { Q_EMIT noted(key, sentence); };
    events.progress = [this, key](const DownloadProgress& progress) {
        {
            const std::lock_guard lock(m_mutex);
            if (Download* mine = row(key))
                mine->progress = progress;
        }
        Q_EMIT progressed(key, progress);
    };
    Cancellation cancellation;
    {
        const std::lock_guard lock(m_mutex);
        cancellation = m_running.cancellation;
    }
    finish(download, RepoDownload(m_api, m_cache, m_options).run(download.job, events, cancellation));
}

void DownloadList::finish(const Download& download, Result<QString> result)
{
    {
        const std::lock_guard lock(m_mutex);
        Download* mine = row(download.key);
        const Running was = std::exchange(m_running, {});
        mine->state = result                                                   ? DownloadState::Done
            : was.isWantedAgain && result.error().code == ErrorCode::Cancelled ? DownloadState::Waiting
            : isPause(result.error().code)                                     ? DownloadState::Paused
                                                                               : DownloadState::Failed;
        mine->error.reset();
        if (result)
            mine->folder = *result;
        else if (result.error().code != ErrorCode::Cancelled)
            mine->error = result.error();
        mine->progress.bytesPerSecond = 0;
        mine->progress.secondsLeft = -1;
        if (was.cancels == Parts::Delete)
            RepoDownload::forget(m_cache, download.job);
        if (was.cancels)
            std::erase_if(m_rows, [&](const Download& each) { return each.key == download.key; });
        save();
    }
    Q_EMIT changed(download.key);
}

}  // namespace reverie::hub
