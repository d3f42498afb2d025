#include "core/io/atomic_file.h"

#include "core/io/fault_points.h"
#include "core/io/rename_new.h"
#include "core/io/system_error.h"

#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>

#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>

namespace reverie::io {
namespace {

QString folderOf(const QString& target)
{
    return QFileInfo(target).absolutePath();
}

QString temporaryFor(const QString& target)
{
    const QString random = QString::number(QRandomGenerator::system()->generate64(), 16);
    return folderOf(target) + QStringLiteral("/.reverie-") + random + QStringLiteral(".part");
}

QString cannotWriteWords(const QString& target)
{
    return QStringLiteral("cannot write %1").arg(target);
}

tl::unexpected<Error> cannotWrite(const QString& target, int number)
{
    return tl::unexpected<Error>(systemError(number, cannotWriteWords(target)));
}

/// The errno of a system call that returned `returned`, or the fault that a test planned for this point.
int outcome(FaultPoint point, int returned)
{
    if (const int fault = faultAt(point))
        return fault;
    return returned < 0 ? errno : 0;
}

}  // namespace

Result<AtomicFile> AtomicFile::create(const QString& target, IfExists ifExists, Readers readers)
{
    const QFileInfo info(target);
    if (info.isDir())
        return fail(ErrorCode::AlreadyExists, QStringLiteral("%1 is a folder").arg(target),
            QStringLiteral("name a file in it"));
    if (ifExists == IfExists::Refuse && info.exists())
        return fail(ErrorCode::AlreadyExists, QStringLiteral("%1 exists already").arg(target));
    const QString temporary = temporaryFor(target);
    const mode_t mode = readers == Readers::OwnerOnly ? 0600 : 0666;
    UniqueFd fd(::open(QFile::encodeName(temporary).constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    const int error = outcome(FaultPoint::Open, fd.get());
    if (!fd.isOpen())
        return cannotWrite(target, error);
    AtomicFile file(target, temporary, std::move(fd), ifExists);
    if (error != 0)
        return cannotWrite(target, error);
    struct stat old = {};
    if (readers == Readers::Usual && ::stat(QFile::encodeName(target).constData(), &old) == 0)
        std::ignore = ::fchmod(file.m_fd.get(), old.st_mode & 07777);
    return file;
}

AtomicFile::AtomicFile(QString target, QString temporary, UniqueFd fd, IfExists ifExists)
    : m_target(std::move(target)), m_temporary(std::move(temporary)), m_fd(std::move(fd)), m_ifExists(ifExists)
{
}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : m_target(std::move(other.m_target)), m_temporary(std::exchange(other.m_temporary, QString())),
      m_fd(std::move(other.m_fd)), m_ifExists(other.m_ifExists)
{
}

AtomicFile::~AtomicFile()
{
    m_fd.close();
    if (!m_temporary.isEmpty())
        ::unlink(QFile::encodeName(m_temporary).constData());
}

Result<void> AtomicFile::write(std::span<const std::byte> bytes)
{
    while (!bytes.empty()) {
        if (const int fault = faultAt(FaultPoint::Write))
            return cannotWrite(m_target, fault);
        const ssize_t written = ::write(m_fd.get(), bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        // A disk that fills up takes part of the bytes first; the next round then learns why.
        if (written <= 0)
            return cannotWrite(m_target, written < 0 ? errno : ENOSPC);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return {};
}

Result<void> AtomicFile::commit()
{
    if (const int error = outcome(FaultPoint::Sync, ::fsync(m_fd.get())))
        return cannotWrite(m_target, error);
    if (const int error = m_fd.close())
        return cannotWrite(m_target, error);
    if (auto renamed = renameIntoPlace(); !renamed)
        return renamed;
    m_temporary.clear();
    return syncFolder();
}

Result<void> AtomicFile::renameIntoPlace()
{
    if (const int fault = faultAt(FaultPoint::Rename))
        return cannotWrite(m_target, fault);
    if (m_ifExists == IfExists::Refuse)
        return renameNew(m_temporary, m_target, cannotWriteWords(m_target));
    const QByteArray from = QFile::encodeName(m_temporary);
    if (::rename(from.constData(), QFile::encodeName(m_target).constData()) == 0)
        return {};
    return cannotWrite(m_target, errno);
}

Result<void> AtomicFile::syncFolder() const
{
    const QByteArray folder = QFile::encodeName(folderOf(m_target));
    const UniqueFd fd(::open(folder.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    const int error = outcome(FaultPoint::SyncFolder, fd.isOpen() ? ::fsync(fd.get()) : -1);
    // A folder that may not be read or cannot be synced is no reason to call a written file lost.
    if (error == 0 || error == EINVAL || error == EACCES)
        return {};
    return cannotWrite(m_target, error);
}

Result<void> writeWhole(const QString& path, std::span<const std::byte> bytes, IfExists ifExists, Readers readers)
{
    auto file = AtomicFile::create(path, ifExists, readers);
    if (!file)
        return failWith(std::move(file));
    if (auto written = file->write(bytes); !written)
        return written;
    return file->commit();
}

}  // namespace reverie::io
