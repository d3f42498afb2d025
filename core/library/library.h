#pragma once

#include "core/base/cancellation.h"
#include "core/base/serial_thread.h"
#include "core/io/folder_watch.h"
#include "core/library/library_scan.h"

#include <QObject>

#include <memory>

namespace reverie::library {

/// The models of this machine as the window sees them: every call returns at once, disks are looked at in a thread of
/// its own, root by root. Watches the folders and looks again only at the roots in which something changed.
/// Lives in the window's thread, where its signals come.
class Library final : public QObject {
    Q_OBJECT

public:
    /// \param cacheFile what models are is remembered there; empty = in memory only
    /// \param restMs for how long folders have to be quiet before they are looked at again
    Library(LibraryPlaces places, QString cacheFile, int restMs = 500, QObject* parent = nullptr);
    /// Ends what is running and waits for it.
    ~Library() override;

    /// Looks at everything; ends with `scanned`.
    void scan();
    /// Other places from now on, and a scan of them.
    void setPlaces(LibraryPlaces places);

    [[nodiscard]] const LibraryPlaces& places() const { return m_places; }
    /// Sorted by name.
    [[nodiscard]] const std::vector<LibraryEntry>& entries() const { return m_entries; }
    /// Sentences about places that could not be looked at.
    [[nodiscard]] QStringList notes() const;
    [[nodiscard]] bool isScanning() const { return m_running > 0; }
    /// nullptr when there is none.
    [[nodiscard]] const LibraryEntry* find(const QString& id) const;
    /// The model that is at this path, under whichever of its names; nullptr when there is none.
    [[nodiscard]] const LibraryEntry* findPath(const QString& path) const;

Q_SIGNALS:
    /// `entries` is another list now.
    void changed();
    /// This root was looked at.
    void looked(const QString& root);
    /// All roots were looked at.
    void scanned();

private:
    void look(const std::vector<LibraryRoot>& roots);
    void take(RootListing listing);
    void end();
    void lookAgain(const QStringList& paths);

    LibraryPlaces m_places;
    const QString m_cacheFile;
    std::shared_ptr<LibraryScan> m_scan;  // used in m_thread only
    std::vector<RootListing> m_listings;  // in the order of the roots
    QStringList m_notes;                  // about the roots
    std::vector<LibraryEntry> m_entries;
    qint64 m_sinceMs = 0;  // when the last scan was begun
    int m_running = 0;     // scans that were begun and have not ended
    Cancellation m_round;
    io::FolderWatch m_watch;
    SerialThread m_thread;  // last: it ends before what it uses goes
};

}  // namespace reverie::library
