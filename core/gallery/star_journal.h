#pragma once

#include "core/base/result.h"
#include "core/io/unique_fd.h"

#include <QString>

#include <cstdint>
#include <map>

namespace reverie::gallery {

/// Which pictures have a star, by the SHA-256 of their files: a file to which one line of JSON is appended and synced
/// for each star given or taken. Lines are never changed, so that a crash costs at most the last one, and a line that
/// cannot be read costs only itself. One thread at a time.
class StarJournal final {
public:
    /// Reads it, or begins one. Errors: those of a file that cannot be made, read or written.
    [[nodiscard]] static Result<StarJournal> open(const QString& file);

    [[nodiscard]] bool isStarred(const QString& sha256) const;
    /// Whether a starred file has this size: others need not be hashed to know that they have no star.
    [[nodiscard]] bool hasStarOfSize(qint64 bytes) const;

    /// On the disk when it returns. \param bytes the size of the file
    [[nodiscard]] Result<void> note(const QString& sha256, qint64 bytes, bool isStarred);

private:
    StarJournal(QString file, io::UniqueFd fd) : m_file(std::move(file)), m_fd(std::move(fd)) { }
    [[nodiscard]] Result<void> read();
    void take(const QByteArray& line);
    void apply(const QString& sha256, qint64 bytes, bool isStarred);

    QString m_file;
    io::UniqueFd m_fd;
    bool m_endsInLine = false;            ///< the file's end was torn: the next line begins with a line break
    std::map<QString, qint64> m_starred;  ///< SHA-256 -> size
};

}  // namespace reverie::gallery
