#pragma once

#include "core/base/result.h"
#include "core/io/unique_fd.h"

namespace reverie::io {

/// Says that one process uses something, until the object or the process ends, however it ends: the kernel keeps the
/// lock (flock), the file's content only tells people who has it. So what a dead process left, an empty file or garbage
/// hinders nobody. The file stays behind.
class FileLock final {
public:
    /// Errors: Busy (another process or another lock of this one has it; the sentence names the process), those of a
    /// file that cannot be made.
    [[nodiscard]] static Result<FileLock> take(const QString& file);

private:
    explicit FileLock(UniqueFd fd) : m_fd(std::move(fd)) { }

    UniqueFd m_fd;
};

}  // namespace reverie::io
