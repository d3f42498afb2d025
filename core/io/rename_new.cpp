#include "core/io/rename_new.h"

#include "core/io/system_error.h"

#include <QFile>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace reverie::io {
namespace {

bool isThere(const QByteArray& path)
{
    struct stat facts = {};
    return ::lstat(path.constData(), &facts) == 0;
}

/// On a file system without RENAME_NOREPLACE. A hard link refuses an existing name just as well; folders, and files
/// where there are no hard links, can only be looked for. \return an errno; 0 = done
int renameWithoutFlag(const QByteArray& from, const QByteArray& to)
{
    if (::link(from.constData(), to.constData()) == 0)
        return ::unlink(from.constData()) == 0 ? 0 : errno;
    if (errno != EPERM)
        return errno;
    if (isThere(to))
        return EEXIST;
    return ::rename(from.constData(), to.constData()) == 0 ? 0 : errno;
}

}  // namespace

Result<void> renameNew(const QString& from, const QString& to, const QString& what)
{
    const QByteArray before = QFile::encodeName(from);
    const QByteArray after = QFile::encodeName(to);
    int number = 0;
    if (::renameat2(AT_FDCWD, before.constData(), AT_FDCWD, after.constData(), RENAME_NOREPLACE) != 0)
        number = errno;
    if (number == EINVAL || number == ENOSYS)
        number = renameWithoutFlag(before, after);
    return number == 0 ? Result<void>() : Result<void>(tl::unexpected<Error>(systemError(number, what)));
}

}  // namespace reverie::io
