#pragma once

#include "core/base/result.h"

#include <optional>

namespace reverie::hub {

/// What the cache knows about one file of a repository.
struct CacheAnswer {
    enum class Kind { Found, KnownMissing, Unknown };
    Kind kind = Kind::Unknown;
    QString path;  ///< Found: of the snapshot's file
};

/// The folder in which Python's huggingface_hub and every program built on it keep what they fetched, laid out as they
/// lay it out: what is written here they find, what they wrote is found here.
///     models--OWNER--NAME/blobs/ETAG, refs/REVISION, snapshots/COMMIT/PATH -> ../../blobs/ETAG, .no_exist/COMMIT/PATH
/// A plain value; safe from any thread and beside other processes: whatever appears, appears whole.
class HubCache final {
public:
    /// Makes a symbolic link as symlink(2) does; tests refuse it.
    using MakeLink = int (*)(const char* target, const char* path) noexcept;

    /// Without symbolic links (`usesLinks` false, or refused by the file system) snapshots hold the files themselves.
    explicit HubCache(QString folder, bool usesLinks = true, MakeLink makeLink = nullptr);

    [[nodiscard]] const QString& folder() const { return m_folder; }
    [[nodiscard]] QString repoFolder(const QString& id) const;
    [[nodiscard]] QString blobsFolder(const QString& id) const;
    [[nodiscard]] QString blob(const QString& id, const QString& etag) const;
    [[nodiscard]] QString snapshot(const QString& id, const QString& commit) const;
    [[nodiscard]] QString lockFile(const QString& id, const QString& etag) const;

    /// The commit that `revision` names, as far as the cache knows; a commit names itself.
    [[nodiscard]] std::optional<QString> commitOf(const QString& id, const QString& revision) const;
    [[nodiscard]] CacheAnswer find(const QString& id, const QString& revision, const QString& path) const;

    /// Makes the folders of a repository, and the tag that tells backups to leave the cache out. Errors: Permission
    /// (also where one of the folders is a symbolic link that leads elsewhere), DiskFull, Io.
    [[nodiscard]] Result<void> prepare(const QString& id) const;
    /// Errors: those of io::AtomicFile.
    [[nodiscard]] Result<void> setRef(const QString& id, const QString& revision, const QString& commit) const;
    /// Shows the blob `etag`, which is there and whole, as `path` of the snapshot. Without symbolic links the blob
    /// moves there. What stands there already stays where it is the same content. Errors: AlreadyExists (another
    /// content, left as it is), Permission (a symbolic link that no program of the Hub made), those of a file that
    /// cannot be made.
    [[nodiscard]] Result<void> link(
        const QString& id, const QString& commit, const QString& path, const QString& etag, bool mayMove = true) const;

private:
    [[nodiscard]] Result<void> makeFolders(const QString& id, const QString& relative) const;
    struct Placing {
        QString blob;
        QString target;  // of the link
        QString pointer;
        bool mayMove;
    };
    [[nodiscard]] Result<void> place(const Placing& placing) const;

    QString m_folder;
    bool m_usesLinks;
    MakeLink m_makeLink;
};

/// Whether a blob that is a symbolic link leads into the store that the newest huggingface_hub shares between
/// repositories: CACHE/blobs/HH/HASH.
[[nodiscard]] bool isSharedBlob(const QString& cacheFolder, const QString& blob);

}  // namespace reverie::hub
