#pragma once

#include <QObject>
#include <QStringList>
#include <QThread>

namespace reverie::io {

/// Tells when something in folders, or a file, was changed, once it has been quiet for a moment, and at the latest
/// after ten such moments: changes without end would never be told else. Watches in a thread of its own, so that no
/// call waits for a disk. Lives in the window's thread.
class FolderWatch final : public QObject {
    Q_OBJECT

public:
    static constexpr int kMostPaths = 4'096;  ///< the system's watches are for other programs too

    /// \param restMs for how long nothing may happen before `changed` comes
    explicit FolderWatch(int restMs = 500, QObject* parent = nullptr);
    ~FolderWatch() override;

    /// From now on these, and no others. Those that are not there are passed over. What is watched newly and was
    /// changed since `sinceMs` (since the epoch) is told at once: nothing happens unseen between a look and the watch.
    void watch(const QStringList& paths, qint64 sinceMs);

Q_SIGNALS:
    /// Watched paths that something happened to.
    void changed(const QStringList& paths);

private:
    class Watcher;

    QThread m_thread;
    Watcher* m_watcher;  // lives in m_thread, and ends with it
};

}  // namespace reverie::io
