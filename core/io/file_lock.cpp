#include "core/io/file_lock.h"

#include "core/io/system_error.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSysInfo>

#include <array>
#include <fcntl.h>
#include <sys/file.h>

namespace reverie::io {
namespace {

constexpr std::size_t kMostOwnerBytes = 200;

/// "process 123 on host", as the owner noted it; garbage is not repeated.
QString ownerIn(const UniqueFd& fd)
{
    std::array<char, kMostOwnerBytes> bytes;
    const ssize_t count = ::pread(fd.get(), bytes.data(), bytes.size(), 0);
    const QString text = QString::fromUtf8(bytes.data(), std::max<ssize_t>(count, 0)).trimmed();
    return text.startsWith(QLatin1String("process ")) && !text.contains(QLatin1Char('\n'))
        ? text
        : QStringLiteral("another process");
}

void noteOwner(const UniqueFd& fd)
{
    const QByteArray owner =
        QStringLiteral("process %1 on %2\n").arg(::getpid()).arg(QSysInfo::machineHostName()).toUtf8();
    // Only for people: that it could not be written changes nothing.
    if (::ftruncate(fd.get(), 0) == 0)
        std::ignore = ::pwrite(fd.get(), owner.constData(), static_cast<std::size_t>(owner.size()), 0);
}

}  // namespace

Result<FileLock> FileLock::take(const QString& file)
{
    QDir().mkpath(QFileInfo(file).absolutePath());
    UniqueFd fd(::open(QFile::encodeName(file).constData(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666));
    if (!fd.isOpen())
        return tl::unexpected<Error>(systemError(errno, QStringLiteral("cannot lock %1").arg(file)));
    if (::flock(fd.get(), LOCK_EX | LOCK_NB) == 0) {
        noteOwner(fd);
        return FileLock(std::move(fd));
    }
    if (errno != EWOULDBLOCK)
        return tl::unexpected<Error>(systemError(errno, QStringLiteral("cannot lock %1").arg(file)));
    return fail(ErrorCode::Busy, QStringLiteral("%1 is in use by %2").arg(file, ownerIn(fd)),
        QStringLiteral("close the other Reverie, or give this one a folder of its own with --data-dir"));
}

}  // namespace reverie::io
