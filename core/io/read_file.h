#pragma once

#include "core/base/result.h"
#include "core/io/unique_fd.h"

#include <QByteArray>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace reverie::io {

/// What tells one state of a file from another.
struct FileIdentity {
    std::uint64_t size = 0;
    std::int64_t modifiedNs = 0;  ///< since the epoch
    std::uint64_t inode = 0;

    bool operator==(const FileIdentity&) const = default;
};

/// A regular file read with `pread`, never mapped: a file that shrinks gives an error, not SIGBUS.
/// Reads are safe from several threads at once.
class ReadFile final {
public:
    /// Errors: NotFound, Permission, Io; Unsupported for a folder, pipe or device (which it does not wait for).
    [[nodiscard]] static Result<ReadFile> open(const QString& path);

    [[nodiscard]] const QString& path() const { return m_path; }
    [[nodiscard]] const FileIdentity& identity() const { return m_identity; }
    [[nodiscard]] std::uint64_t size() const { return m_identity.size; }

    /// Fills all of `into` from `offset` on. Errors: Corrupt when the file ends before, Io.
    [[nodiscard]] Result<void> readAt(std::uint64_t offset, std::span<std::byte> into) const;
    /// `count` bytes from `offset` on. Errors: as readAt.
    [[nodiscard]] Result<std::string> bytesAt(std::uint64_t offset, std::uint64_t count) const;
    /// The whole file. Errors: Unsupported when it is larger than `limit` bytes.
    [[nodiscard]] Result<QByteArray> readAll(std::uint64_t limit) const;
    /// Errors: Corrupt when the open file was changed since it was opened.
    [[nodiscard]] Result<void> checkUnchanged() const;

private:
    ReadFile(QString path, UniqueFd fd, FileIdentity identity);

    QString m_path;
    UniqueFd m_fd;
    FileIdentity m_identity;
};

}  // namespace reverie::io
