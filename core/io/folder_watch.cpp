#include "core/io/folder_watch.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QFileSystemWatcher>
#include <QSet>
#include <QTimer>

namespace reverie::io {
namespace {

/// Time stamps of files lag behind the clock by up to a tick of the kernel.
constexpr qint64 kClockGrainMs = 50;
constexpr qint64 kMostRests = 10;

}  // namespace

/// All but its making happens in the thread that it was moved to.
class FolderWatch::Watcher final : public QObject {
public:
    Watcher(FolderWatch* owner, int restMs) : m_owner(owner), m_system(this), m_rest(this)
    {
        m_rest.setSingleShot(true);
        m_rest.setInterval(restMs);
        connect(&m_system, &QFileSystemWatcher::directoryChanged, this, &Watcher::note);
        connect(&m_system, &QFileSystemWatcher::fileChanged, this, &Watcher::note);
        connect(&m_rest, &QTimer::timeout, this, &Watcher::tell);
    }

    void watch(const QStringList& paths, qint64 sinceMs)
    {
        const QStringList now = m_system.directories() + m_system.files();
        const QSet<QString> wanted(paths.begin(), paths.end());
        const QSet<QString> known(now.begin(), now.end());
        if (const QStringList gone = (known - wanted).values(); !gone.isEmpty())
            m_system.removePaths(gone);
        const QStringList added = (wanted - known).values().mid(0, kMostPaths - (known & wanted).size());
        if (added.isEmpty())
            return;
        m_system.addPaths(added);
        for (const QString& path : added)
            if (QFileInfo(path).lastModified().toMSecsSinceEpoch() >= sinceMs - kClockGrainMs)
                note(path);
    }

private:
    void note(const QString& path)
    {
        if (m_changed.isEmpty())
            m_first.start();
        m_changed.insert(path);
        if (!m_rest.isActive() || m_first.elapsed() < kMostRests * m_rest.interval())
            m_rest.start();
    }

    void tell()
    {
        QStringList paths(m_changed.begin(), m_changed.end());
        paths.sort();
        m_changed.clear();
        Q_EMIT m_owner->changed(paths);
    }

    FolderWatch* m_owner;
    QFileSystemWatcher m_system;
    QTimer m_rest;
    QSet<QString> m_changed;
    QElapsedTimer m_first;  // since the first of them
};

FolderWatch::FolderWatch(int restMs, QObject* parent) : QObject(parent), m_watcher(new Watcher(this, restMs))
{
    m_watcher->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_watcher, &QObject::deleteLater);
    m_thread.start(QThread::LowPriority);
}

FolderWatch::~FolderWatch()
{
    m_thread.quit();
    m_thread.wait();
}

void FolderWatch::watch(const QStringList& paths, qint64 sinceMs)
{
    QMetaObject::invokeMethod(m_watcher, [watcher = m_watcher, paths, sinceMs] { watcher->watch(paths, sinceMs); });
}

}  // namespace reverie::io

#include "moc_folder_watch.cpp"
