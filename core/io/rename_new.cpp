#include "core/io/rename_new.h"

#include "core/io/system_error.h"

#include <QFile>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>

namespace reverie::io {
namespace {

bool isThere(const QByteArray& path)
{
    struct stat facts = {};
    return ::lstat(path.constData(), &facts) == 0;
}

}  // namespace

Result<void> renameNew(const QString& from, const QString& to, const QString& what)
{
    const QByteArray before = QFile::encodeName(from);
    const QByteArray after = QFile::encodeName(to);
    int number = 0;
    if (::renameat2(AT_FDCWD, before.constData(), AT_FDCWD, after.constData(), RENAME_NOREPLACE) != 0)
        number = errno;
    // Some file systems cannot refuse by themselves.
    if (number == EINVAL)
        number = isThere(after) ? EEXIST : ::rename(before.constData(), after.constData()) == 0 ? 0 : errno;
    return number == 0 ? Result<void>() : Result<void>(tl::unexpected<Error>(systemError(number, what)));
}

}  // namespace reverie::io
