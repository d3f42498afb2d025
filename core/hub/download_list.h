#pragma once

#include "core/hub/repo_download.h"
#include "core/hub/speed_limit.h"

#include <QObject>

#include <memory>
#include <mutex>
#include <optional>

namespace reverie {
class SerialThread;
}

namespace reverie::hub {

enum class DownloadState { Waiting, Running, Paused, Failed, Done };

/// One row of the list.
struct Download {
    int key = 0;
    RepoJob job;
    QString words;  ///< what was selected, as FileSelection says it
    DownloadState state = DownloadState::Waiting;
    std::optional<Error> error;  ///< why it paused or failed by itself
    DownloadProgress progress;
    QString folder;  ///< Done: of the snapshot
};

/// The downloads that a person asked for in the window, in the order in which they are worked off, one after the other.
/// Kept in a file without any secret; what a program left running or waiting is paused at its next start. Any thread,
/// without waiting for the disk; guarded by its own mutex. Signals come from the thread that does the work.
class DownloadList final : public QObject {
    Q_OBJECT

public:
    enum class Parts { Keep, Delete };

    /// `api` and `cache` outlive the list. Reads the file; a broken one is put aside.
    DownloadList(QString file, const HubApi& api, const HubCache& cache, DownloadOptions options = {});
    /// Stops what runs, within 2 s, and keeps it for the next start.
    ~DownloadList() override;

    [[nodiscard]] std::vector<Download> downloads() const;
    [[nodiscard]] std::optional<Download> find(int key) const;
    /// A sentence when the file was broken; else empty.
    [[nodiscard]] const QString& note() const { return m_note; }

    /// Puts it at the end, to be fetched. A list holds each model's commit once: one that is there already is resumed,
    /// with these files.
    int add(const RepoJob& job, const QString& words);
    void pause(int key);
    void resume(int key);
    /// Stops it and takes it off the list.
    void cancel(int key, Parts parts);
    /// Before all others that wait.
    void putFirst(int key);
    void setSpeedLimit(std::uint64_t bytesPerSecond) { m_limit.set(bytesPerSecond); }
    /// Waits until nothing runs or waits, for the command line and for tests.
    void waitUntilIdle();

Q_SIGNALS:
    void changed(int key);  ///< its state, or that it came or went
    void progressed(int key, const reverie::hub::DownloadProgress& progress);
    void noted(int key, const QString& sentence);

private:
    struct Running {
        int key = 0;
        Cancellation cancellation;
        std::optional<Parts> cancels;  // it goes from the list when it has stopped
        bool isWantedAgain = false;    // before it had stopped, a person changed their mind
    };

    [[nodiscard]] Download* row(int key);
    void save();
    void wantAgain();
    void start();
    void workOff();
    [[nodiscard]] std::optional<Download> takeNext();
    void run(const Download& download);
    void finish(const Download& download, Result<QString> result);

    QString m_file;
    const HubApi& m_api;
    const HubCache& m_cache;
    DownloadOptions m_options;
    SpeedLimit m_limit;
    QString m_note;
    mutable std::mutex m_mutex;
    std::vector<Download> m_rows;
    int m_lastKey = 0;
    Running m_running;
    bool m_isWorking = false;
    bool m_closes = false;
    std::unique_ptr<SerialThread> m_saver;
    std::unique_ptr<SerialThread> m_thread;
};

}  // namespace reverie::hub

Q_DECLARE_METATYPE(reverie::hub::DownloadProgress)
