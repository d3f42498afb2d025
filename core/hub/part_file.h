#pragma once

#include "core/base/cancellation.h"
#include "core/hub/blob_hash.h"
#include "core/hub/part_notes.h"

#include <QFuture>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>

namespace reverie {
class SerialThread;
}

namespace reverie::hub {

/// The bytes of a blob that have come so far, in BLOBS/ETAG.reverie-XXXXXXXX.incomplete with notes beside it.
///
/// No two processes ever write into one part, whatever locks do: each writes a part with a name of its own, and takes
/// over that of another only when that one has laid it down or is known to have ended (by renaming it, which only one
/// can); where that cannot be known, it copies the bytes. So the digest taken while writing is that of the file, and a
/// broken lock costs no more than a second download. huggingface_hub names its parts otherwise and never looks at
/// these, but counts and clears them as what interrupted downloads left.
///
/// One owner, one thread.
class PartFile final {
public:
    struct Wanted {
        QString folder;  ///< of the blobs
        QString etag;
        std::uint64_t size = 0;
    };
    using Hashed = std::function<void(std::uint64_t bytes)>;

    /// Goes on with what is there, as far as its marks hold, or begins. `hashed` is told while old bytes are read
    /// again. Errors: Cancelled, Permission (a symbolic link in the way), DiskFull, Io.
    [[nodiscard]] static Result<PartFile> open(
        const Wanted& wanted, const Cancellation& cancellation, const Hashed& hashed);

    PartFile(PartFile&&) noexcept;
    PartFile& operator=(PartFile&&) = delete;
    /// Keeps the part for later, unless it was installed or discarded.
    ~PartFile();

    [[nodiscard]] std::uint64_t bytes() const { return m_bytes; }
    [[nodiscard]] bool isComplete() const { return m_bytes == m_wanted.size; }
    [[nodiscard]] QString digest() const { return m_hash.digest(); }
    [[nodiscard]] const QString& validator() const { return m_validator; }
    /// Bytes of an earlier part that had changed meanwhile and were thrown away.
    [[nodiscard]] std::uint64_t thrownAway() const { return m_thrownAway; }

    [[nodiscard]] Result<void> setValidator(const QString& validator);
    /// Errors: DiskFull, Io. What was written before an error counts.
    [[nodiscard]] Result<void> append(std::span<const std::byte> bytes);
    /// Throws away what has come and begins anew, in a new file.
    [[nodiscard]] Result<void> restart();
    /// Syncs the part and gives it the name `blob`; what stood there is put aside as "<blob>.<8 hex>.damaged" when
    /// `putsAside`, else replaced. Errors: those of a sync and a rename; Corrupt when the part was taken from us.
    [[nodiscard]] Result<void> install(const QString& blob, bool putsAside);
    /// Removes the part and its notes.
    void discard();

private:
    PartFile(Wanted wanted, QString path, io::UniqueFd fd, PartNotes notes);

    [[nodiscard]] static Result<PartFile> begin(const Wanted& wanted);
    [[nodiscard]] static Result<std::optional<PartFile>> takeOver(const Wanted& wanted, const QString& path,
        const PartFacts& facts, const Cancellation& cancellation, const Hashed& hashed);
    [[nodiscard]] static Result<std::optional<PartFile>> copy(const Wanted& wanted, const QString& path,
        const PartFacts& facts, const Cancellation& cancellation, const Hashed& hashed);
    [[nodiscard]] Result<void> replay(const PartFacts& facts, const Cancellation& cancellation, const Hashed& hashed);
    [[nodiscard]] Result<void> write(std::span<const std::byte> bytes);
    [[nodiscard]] Result<void> nameIt(const QString& blob);
    [[nodiscard]] Result<void> mark();
    void layDown();
    [[nodiscard]] bool isStillOurs() const;

    Wanted m_wanted;
    QString m_path;  // empty once it is gone or installed
    io::UniqueFd m_fd;
    PartNotes m_notes;
    BlobHash m_hash;
    QString m_validator;
    std::uint64_t m_bytes = 0;
    std::uint64_t m_marked = 0;
    std::uint64_t m_thrownAway = 0;
    QFuture<void> m_sync;
    std::unique_ptr<SerialThread> m_syncs;  // begun at the first mark that is worth it
    std::shared_ptr<std::atomic<int>> m_syncError = std::make_shared<std::atomic<int>>(0);
};

/// Bytes of the blob that an earlier run left.
[[nodiscard]] std::uint64_t bytesOfParts(const QString& blobsFolder, const QString& etag);

/// Removes every part of the blob that nobody writes to.
void removeParts(const QString& blobsFolder, const QString& etag);

}  // namespace reverie::hub
