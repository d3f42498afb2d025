#pragma once

#include "core/base/result.h"
#include "core/io/unique_fd.h"

namespace reverie::io {

/// Says that one process uses something, until the object or the process ends, however it ends: the kernel keeps the
/// lock (flock), the file's content only tells people who has it. So what a dead process left, an empty file or garbage
/// hinders nobody. The file stays behind, empty.
/// Some network drives keep such locks on one computer only. So who finds a process of another computer noted there,
/// which has neither ended as it should nor keeps the lock, must ask a person (`stranger`) before the lock counts.
class FileLock final {
public:
    /// Errors: Busy (another process or another lock of this one has it; the sentence names the process), those of a
    /// file that cannot be made.
    [[nodiscard]] static Result<FileLock> take(const QString& file);

    FileLock(FileLock&& other) noexcept = default;
    FileLock& operator=(FileLock&& other) noexcept = default;
    ~FileLock();

    /// "process 123 on studio" when one of another computer stands in the file, which is then left as it is; else
    /// empty.
    [[nodiscard]] const QString& stranger() const { return m_stranger; }
    /// A person says that the stranger has ended: the file names this process.
    void claim();

private:
    FileLock(UniqueFd fd, QString stranger) : m_fd(std::move(fd)), m_stranger(std::move(stranger)) { }

    UniqueFd m_fd;
    QString m_stranger;
};

}  // namespace reverie::io
