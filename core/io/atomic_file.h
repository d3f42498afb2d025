#pragma once

#include "core/base/result.h"
#include "core/io/unique_fd.h"

#include <cstddef>
#include <span>

namespace reverie::io {

enum class IfExists { Refuse, Replace };

/// Who may read a new file: whom the system lets by habit, or nobody but its owner.
enum class Readers { Usual, OwnerOnly };

/// Writes a file so that its name never shows anything but the old content or the whole new one: a temporary file
/// beside the target, every write checked, fsync, rename, fsync of the folder. Not committed means nothing happened:
/// the temporary file goes away with the object. One owner, any thread.
class AtomicFile final {
public:
    /// Errors: NotFound (no such folder), Permission, DiskFull, AlreadyExists (with IfExists::Refuse), Io.
    [[nodiscard]] static Result<AtomicFile> create(
        const QString& target, IfExists ifExists, Readers readers = Readers::Usual);

    AtomicFile(AtomicFile&& other) noexcept;
    AtomicFile& operator=(AtomicFile&&) = delete;
    ~AtomicFile();

    /// Appends all of `bytes` or fails; after a failure only destruction makes sense.
    [[nodiscard]] Result<void> write(std::span<const std::byte> bytes);
    /// Makes the file appear under its name. With IfExists::Refuse a file that appeared meanwhile is left alone.
    [[nodiscard]] Result<void> commit();

private:
    AtomicFile(QString target, QString temporary, UniqueFd fd, IfExists ifExists);
    [[nodiscard]] Result<void> renameIntoPlace();
    [[nodiscard]] Result<void> syncFolder() const;

    QString m_target;
    QString m_temporary;  // empty once it is gone
    UniqueFd m_fd;
    IfExists m_ifExists;
};

/// All of a file at once. Errors: those of AtomicFile.
[[nodiscard]] Result<void> writeWhole(const QString& path, std::span<const std::byte> bytes,
    IfExists ifExists = IfExists::Replace, Readers readers = Readers::Usual);

}  // namespace reverie::io
