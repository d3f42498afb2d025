#pragma once

#include "core/base/serial_thread.h"
#include "core/library/library_entry.h"
#include "core/weights/hash_cache.h"

#include <QObject>
#include <QSet>

#include <mutex>
#include <optional>

namespace reverie::library {

/// Hashes models at a low priority for processor and disk, so that a picture's recipe finds its model before
/// it was ever used. Models that make pictures come first, small files before large ones. Lives in the window's thread,
/// where its signals come; no call waits for a disk. One mutex guards what its own thread shares.
class BackgroundHasher final : public QObject {
    Q_OBJECT

public:
    static constexpr std::size_t kMost = 1'500;  ///< files; HashCache remembers not many more

    /// \param cache outlives this
    explicit BackgroundHasher(weights::HashCache& cache, QObject* parent = nullptr);
    /// Ends the work and waits for that.
    ~BackgroundHasher() override;

    /// These from now on, and no others. What is under way goes on if it is among them; what was hashed already is not
    /// looked at again while it is the same file.
    void hash(const std::vector<LibraryEntry>& models);
    /// Goes no further until `resume`, which begins with the model that was under way.
    void pause();
    void resume();

Q_SIGNALS:
    /// A model's turn has come.
    void begun(const QString& id);
    /// The SHA-256 of the first main file of a model; pictures name it by that.
    void hashed(const QString& id, const QString& sha256);
    /// The last one that was wanted is done.
    void finished();

private:
    struct Turn {
        LibraryEntry entry;
        Cancellation cancellation;
    };

    void start();
    void workOff();
    [[nodiscard]] std::optional<Turn> next();
    /// \return false when it was stopped
    bool hashOne(const Turn& turn);
    void noteDone(const LibraryEntry& entry);

    weights::HashCache& m_cache;
    std::mutex m_mutex;
    std::vector<LibraryEntry> m_wanted;  // and not done
    QSet<QString> m_done;                // keyOf what was hashed or cannot be
    QString m_current;                   // keyOf what is under way
    Cancellation m_round;
    bool m_isPaused = false;
    bool m_isWorking = false;
    SerialThread m_thread;  // last: it ends before what it uses goes
};

}  // namespace reverie::library
