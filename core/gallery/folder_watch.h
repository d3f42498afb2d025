#pragma once

#include <QObject>
#include <QSet>
#include <QThread>
#include <QTimer>

namespace reverie::gallery {

/// Tells when something changes in a folder and in the newest of its folders of days. Its own thread looks at the disk.
/// The folder need not be there yet.
class FolderWatch final : public QObject {
    Q_OBJECT

public:
    explicit FolderWatch(QObject* parent = nullptr);
    ~FolderWatch() override;

    /// Watches this folder from now on, and no other.
    void watch(const QString& folder);

Q_SIGNALS:
    /// Once for all changes that follow closely on one another. \param folders in which something changed
    void changed(const QStringList& folders);

private:
    class Looker;

    void note(const QString& folder);
    void tell();

    QThread m_thread;
    Looker* m_looker;  ///< lives in that thread, and goes with it
    QTimer m_patience;
    QSet<QString> m_changed;
};

}  // namespace reverie::gallery
