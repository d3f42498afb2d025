#include "core/gallery/folder_watch.h"

#include <QDir>
#include <QFileInfo>
#include <QFileSystemWatcher>

#include <memory>
#include <utility>

namespace reverie::gallery {
namespace {

constexpr int kPatienceMs = 300;
constexpr qsizetype kDays = 3;  // about midnight, and for clocks of other places

/// The folder itself, or the nearest one above it that is there.
QString nearest(QString folder)
{
    while (!QFileInfo(folder).isDir() && QFileInfo(folder).path() != folder)
        folder = QFileInfo(folder).path();
    return folder;
}

QStringList watchedOf(const QString& folder)
{
    QStringList watched{nearest(folder)};
    const QStringList days = QDir(folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name | QDir::Reversed);
    for (const QString& day : days.mid(0, kDays))
        watched << folder + QLatin1Char('/') + day;
    return watched;
}

}  // namespace

class FolderWatch::Looker final : public QObject {
public:
    explicit Looker(FolderWatch& watch) : m_watch(watch) { }

    void watch(const QString& folder)
    {
        m_folder = folder;
        m_watcher = std::make_unique<QFileSystemWatcher>();
        connect(m_watcher.get(), &QFileSystemWatcher::directoryChanged, this, &Looker::look);
        renew();
    }

private:
    void look(const QString& changed)
    {
        renew();
        // What changes above the folder may have brought it.
        const QString folder = changed.startsWith(m_folder) ? changed : m_folder;
        QMetaObject::invokeMethod(
            &m_watch, [&watch = m_watch, folder] { watch.note(folder); }, Qt::QueuedConnection);
    }

    /// A new day has a new folder.
    void renew()
    {
        QStringList before = m_watcher->directories();
        for (const QString& each : watchedOf(m_folder))
            if (!before.removeOne(each))
                m_watcher->addPath(each);
        if (!before.isEmpty())
            m_watcher->removePaths(before);
    }

    FolderWatch& m_watch;
    QString m_folder;
    std::unique_ptr<QFileSystemWatcher> m_watcher;
};

FolderWatch::FolderWatch(QObject* parent) : QObject(parent), m_looker(new Looker(*this))
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(kPatienceMs);
    connect(&m_patience, &QTimer::timeout, this, &FolderWatch::tell);
    m_looker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_looker, &QObject::deleteLater);
    m_thread.start();
}

FolderWatch::~FolderWatch()
{
    m_thread.quit();
    m_thread.wait();
}

void FolderWatch::watch(const QString& folder)
{
    QMetaObject::invokeMethod(
        m_looker, [looker = m_looker, folder] { looker->watch(folder); }, Qt::QueuedConnection);
}

void FolderWatch::note(const QString& folder)
{
    m_changed.insert(folder);
    if (!m_patience.isActive())  // not started anew: changes without end would never be told
        m_patience.start();
}

void FolderWatch::tell()
{
    const QSet<QString> folders = std::exchange(m_changed, {});
    Q_EMIT changed(folders.values());
}

}  // namespace reverie::gallery
