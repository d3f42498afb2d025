#pragma once

#include "core/base/serial_thread.h"
#include "core/library/library_entry.h"
#include "core/weights/hash_cache.h"

#include <QObject>

namespace reverie::library {

/// Hashes models at a low priority for processor and disk, so that a picture's recipe finds its model before
/// it was ever used. Models that make pictures come first, small files before large ones. Lives in the window's thread,
/// where its signals come; no call waits for a disk.
class BackgroundHasher final : public QObject {
    Q_OBJECT

public:
    static constexpr std::size_t kMost = 1'500;  ///< files; HashCache remembers not many more

    /// \param cache outlives this
    explicit BackgroundHasher(weights::HashCache& cache, QObject* parent = nullptr);
    /// Ends the work and waits for that.
    ~BackgroundHasher() override;

    /// These from now on, and no others; what is known already costs next to nothing.
    void hash(const std::vector<LibraryEntry>& models);
    /// Goes no further until the next `hash`.
    void pause();

Q_SIGNALS:
    /// The SHA-256 of the first main file of a model; pictures name it by that.
    void hashed(const QString& id, const QString& sha256);
    /// All that can be hashed is.
    void finished();

private:
    weights::HashCache& m_cache;
    Cancellation m_round;
    SerialThread m_thread;
};

}  // namespace reverie::library
