#include "core/io/disk_space.h"

#include "core/io/system_error.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

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

QString nearestExisting(const QString& path)
{
    QFileInfo info(QDir::cleanPath(QFileInfo(path).absoluteFilePath()));
    while (!info.exists() && !info.isRoot())
        info = QFileInfo(info.absolutePath());
    return info.filePath();
}

}  // namespace reverie::io
