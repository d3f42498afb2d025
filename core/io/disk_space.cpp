#include "core/io/disk_space.h"

#include "core/io/system_error.h"

#include <QFile>

#include <cerrno>
#include <sys/statvfs.h>

namespace reverie::io {

Result<std::uint64_t> freeBytes(const QString& path)
{
    struct statvfs facts = {};
    if (::statvfs(QFile::encodeName(path).constData(), &facts) != 0)
        return tl::unexpected<Error>(
            systemError(errno, QStringLiteral("cannot ask for the free space of %1").arg(path)));
    return std::uint64_t{facts.f_bavail} * facts.f_frsize;
}

}  // namespace reverie::io
