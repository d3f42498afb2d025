#include "core/io/read_file.h"

#include "core/io/system_error.h"

#include <QFile>

#include <fcntl.h>
#include <sys/stat.h>

namespace reverie::io {
namespace {

FileIdentity identityOf(const struct stat& facts)
{
    return {static_cast<std::uint64_t>(facts.st_size),
        facts.st_mtim.tv_sec * std::int64_t{1'000'000'000} + facts.st_mtim.tv_nsec, facts.st_ino};
}

tl::unexpected<Error> cannotRead(const QString& path, int number)
{
    return tl::unexpected<Error>(systemError(number, QStringLiteral("cannot read %1").arg(path)));
}

}  // namespace

Result<ReadFile> ReadFile::open(const QString& path)
{
    // Without O_NONBLOCK, opening a pipe would wait for a writer that may never come.
    UniqueFd fd(::open(QFile::encodeName(path).constData(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (!fd.isOpen())
        return cannotRead(path, errno);
    struct stat facts = {};
    if (::fstat(fd.get(), &facts) != 0)
        return cannotRead(path, errno);
    if (S_ISDIR(facts.st_mode))
        return fail(ErrorCode::Unsupported, QStringLiteral("%1 is a folder, not a file").arg(path),
            QStringLiteral("name a file in it"));
    if (!S_ISREG(facts.st_mode))
        return fail(ErrorCode::Unsupported, QStringLiteral("%1 is a pipe or a device, not a file").arg(path),
            QStringLiteral("name a file"));
    return ReadFile(path, std::move(fd), identityOf(facts));
}

ReadFile::ReadFile(QString path, UniqueFd fd, FileIdentity identity)
    : m_path(std::move(path)), m_fd(std::move(fd)), m_identity(identity)
{
}

Result<void> ReadFile::readAt(std::uint64_t offset, std::span<std::byte> into) const
{
    while (!into.empty()) {
        const ssize_t got = ::pread(m_fd.get(), into.data(), into.size(), static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return cannotRead(m_path, errno);
        if (got == 0)
            return fail(ErrorCode::Corrupt, QStringLiteral("%1 ends before the data that it promises").arg(m_path));
        offset += static_cast<std::uint64_t>(got);
        into = into.subspan(static_cast<std::size_t>(got));
    }
    return {};
}

Result<std::string> ReadFile::bytesAt(std::uint64_t offset, std::uint64_t count) const
{
    std::string bytes(count, '\0');
    if (auto read = readAt(offset, std::as_writable_bytes(std::span(bytes))); !read)
        return failWith(std::move(read));
    return bytes;
}

Result<QByteArray> ReadFile::readAll(std::uint64_t limit) const
{
    if (size() > limit)
        return fail(ErrorCode::Unsupported,
            QStringLiteral("%1 has %2 bytes, more than the %3 that such a file may have")
                .arg(m_path)
                .arg(size())
                .arg(limit));
    QByteArray content(static_cast<qsizetype>(size()), Qt::Uninitialized);
    auto read = readAt(0, std::as_writable_bytes(std::span(content.data(), static_cast<std::size_t>(content.size()))));
    if (!read)
        return failWith(std::move(read));
    return content;
}

Result<void> ReadFile::checkUnchanged() const
{
    struct stat facts = {};
    if (::fstat(m_fd.get(), &facts) != 0)
        return cannotRead(m_path, errno);
    if (identityOf(facts) == m_identity)
        return {};
    return fail(ErrorCode::Corrupt, QStringLiteral("%1 was changed while it was being read").arg(m_path),
        QStringLiteral("try again when no other program writes it"));
}

}  // namespace reverie::io
