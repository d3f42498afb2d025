#pragma once

#include "core/hub/file_download.h"

#include <chrono>
#include <deque>
#include <mutex>
#include <vector>

namespace reverie::hub {

/// How far a download has come.
struct DownloadProgress {
    FilePhase phase = FilePhase::Checking;  ///< the one that a person waits for at this moment
    std::uint64_t bytes = 0;
    std::uint64_t of = 0;
    QString file;                      ///< one that is being fetched
    std::uint64_t bytesPerSecond = 0;  ///< over the last seconds; 0 = not known
    int secondsLeft = -1;              ///< -1 = not known
};

struct DownloadEvents {
    std::function<void(const DownloadProgress&)> progress;  ///< ten times a second at most, from any thread
    std::function<void(const QString& sentence)> note;
};

/// The speed of the last seconds.
class SpeedMeter final {
public:
    using Time = std::chrono::steady_clock::time_point;

    /// \param bytes  that came so far, never fewer than before
    void add(Time now, std::uint64_t bytes);
    /// 0 while too little is known.
    [[nodiscard]] std::uint64_t bytesPerSecond() const;

private:
    struct Sample {
        Time time;
        std::uint64_t bytes;
    };
    std::deque<Sample> m_samples;
};

/// Adds up what several files report, from several threads; guarded by its own mutex.
class ProgressTally final {
public:
    ProgressTally(const std::vector<FileJob>& files, DownloadEvents events);

    /// What one file reports goes here.
    [[nodiscard]] FileEvents eventsOf(std::size_t file);

private:
    struct Row {
        QString name;
        FilePhase phase = FilePhase::Checking;
        std::uint64_t bytes = 0;
        bool isBegun = false;
    };
    void take(std::size_t file, FilePhase phase, std::uint64_t bytes);
    [[nodiscard]] DownloadProgress sum() const;

    DownloadEvents m_events;
    std::mutex m_mutex;
    std::vector<Row> m_rows;
    std::uint64_t m_of = 0;
    std::uint64_t m_loaded = 0;  // came over the network
    SpeedMeter m_meter;
    SpeedMeter::Time m_told{};
};

}  // namespace reverie::hub
