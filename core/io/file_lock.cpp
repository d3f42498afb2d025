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
QString ownerIn(const UniqueFd& fd, const QString& ifUnknown = QStringLiteral("another process"))
{
    std::array<char, kMostOwnerBytes> bytes;
    const ssize_t count = ::pread(fd.get(), bytes.data(), bytes.size(), 0);
    const QString text = QString::fromUtf8(bytes.data(), std::max<ssize_t>(count, 0)).trimmed();
    return text.startsWith(QLatin1String("process ")) && !text.contains(QLatin1Char('\n')) ? text : ifUnknown;
}

/// The owner, when it is one of another computer.
QString strangerIn(const UniqueFd& fd)
{
    const QString owner = ownerIn(fd, {});
    const bool isOurs = owner.endsWith(QStringLiteral(" on ") + QSysInfo::machineHostName());
    return isOurs || !owner.contains(QLatin1String(" on ")) ? QString() : owner;
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
        const QString stranger = strangerIn(fd);
        FileLock lock(std::move(fd), stranger);
        if (lock.m_stranger.isEmpty())
            lock.claim();
        return lock;
    }
    if (errno != EWOULDBLOCK)
        return tl::unexpected<Error>(systemError(errno, QStringLiteral("cannot lock %1").arg(file)));
    return fail(ErrorCode::Busy, QStringLiteral("%1 is in use by %2").arg(file, ownerIn(fd)),
        QStringLiteral("close the other Reverie, or give this one a folder of its own with --data-dir"));
}

FileLock::~FileLock()
{
    if (m_fd.isOpen() && m_stranger.isEmpty())
        std::ignore = ::ftruncate(m_fd.get(), 0);
}

void FileLock::claim()
{
    m_stranger.clear();
    noteOwner(m_fd);
}

}  // namespace reverie::io
