#include "core/hub/part_file.h"

#include "core/base/serial_thread.h"
#include "core/hub/part_paths.h"
#include "core/io/fault_points.h"
#include "core/io/system_error.h"

#include <QDebug>
#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>

#include <fcntl.h>
#include <sys/stat.h>

namespace reverie::hub {
namespace {

constexpr std::uint64_t kMarkEvery = std::uint64_t{32} << 20;

tl::unexpected<Error> cannotWrite(const QString& path, int number)
{
    return tl::unexpected<Error>(io::systemError(number, QStringLiteral("cannot write %1").arg(path)));
}

int makeFile(const QString& path)
{
    if (const int fault = io::faultAt(io::FaultPoint::Open)) {
        errno = fault;
        return -1;
    }
    return ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
}

QString eightDigits()
{
    return QStringLiteral("%1").arg(QRandomGenerator::system()->generate(), 8, 16, QLatin1Char('0'));
}

void syncFolderOf(const QString& file)
{
    const io::UniqueFd fd(
        ::open(QFile::encodeName(QFileInfo(file).absolutePath()).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (fd.isOpen())
        ::fsync(fd.get());
}

}  // namespace

QString newPartPath(const PartFile::Wanted& wanted)
{
    return QStringLiteral("%1/%2.reverie-%3.incomplete").arg(wanted.folder, wanted.etag, eightDigits());
}

QString notesPath(const QString& part)
{
    return part.chopped(QStringLiteral("incomplete").size()) + QStringLiteral("state");
}

PartFile::PartFile(Wanted wanted, QString path, io::UniqueFd fd, PartNotes notes)
    : m_wanted(std::move(wanted)), m_path(std::move(path)), m_fd(std::move(fd)), m_notes(std::move(notes)),
      m_hash(m_wanted.etag, m_wanted.size)
{
}

PartFile::PartFile(PartFile&& other) noexcept
    : m_wanted(std::move(other.m_wanted)), m_path(std::exchange(other.m_path, QString())), m_fd(std::move(other.m_fd)),
      m_notes(std::move(other.m_notes)), m_hash(std::move(other.m_hash)), m_validator(std::move(other.m_validator)),
      m_bytes(other.m_bytes), m_marked(other.m_marked), m_thrownAway(other.m_thrownAway),
      m_sync(std::move(other.m_sync)), m_syncs(std::move(other.m_syncs)), m_syncError(std::move(other.m_syncError))
{
}

PartFile::~PartFile()
{
    if (m_path.isEmpty())
        return;
    if (m_bytes == 0) {
        discard();
        return;
    }
    // What cannot be noted is only read again, or fetched again.
    if (!mark())
        qWarning().noquote() << "The notes beside" << m_path << "could not be written.";
    layDown();
}

/// Leaves the part as it is to whoever wants it next.
void PartFile::layDown()
{
    if (!m_notes.release())
        qWarning().noquote() << "The notes beside" << m_path << "could not be written.";
    m_path.clear();
}

Result<PartFile> PartFile::begin(const Wanted& wanted)
{
    PartFacts facts;
    facts.etag = wanted.etag;
    facts.size = wanted.size;
    facts.owner = ProcessIdentity::own();
    const QString path = newPartPath(wanted);
    auto notes = PartNotes::create(notesPath(path), facts);
    if (!notes)
        return failWith(std::move(notes));
    io::UniqueFd fd(makeFile(path));
    if (!fd.isOpen()) {
        const int number = errno;
        ::unlink(QFile::encodeName(notesPath(path)).constData());
        return cannotWrite(path, number);
    }
    return PartFile(wanted, path, std::move(fd), std::move(*notes));
}

Result<void> PartFile::setValidator(const QString& validator)
{
    if (validator == m_validator)
        return {};
    m_validator = validator;
    return m_notes.setValidator(validator);
}

Result<void> PartFile::append(std::span<const std::byte> bytes)
{
    Q_ASSERT(bytes.size() <= m_wanted.size - m_bytes);
    while (!bytes.empty()) {
        const std::uint64_t untilMark = m_marked + kMarkEvery - m_bytes;
        const auto piece = bytes.first(std::min<std::uint64_t>(bytes.size(), untilMark));
        if (auto written = write(piece); !written)
            return written;
        bytes = bytes.subspan(piece.size());
        if (m_bytes - m_marked < kMarkEvery)
            continue;
        if (auto marked = mark(); !marked)
            return marked;
    }
    return {};
}

Result<void> PartFile::write(std::span<const std::byte> bytes)
{
    while (!bytes.empty()) {
        if (const int fault = io::faultAt(io::FaultPoint::Write))
            return cannotWrite(m_path, fault);
        const ssize_t written = ::pwrite(m_fd.get(), bytes.data(), bytes.size(), static_cast<off_t>(m_bytes));
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return cannotWrite(m_path, written < 0 ? errno : ENOSPC);
        const auto done = bytes.first(static_cast<std::size_t>(written));
        m_hash.add(done);
        m_bytes += done.size();
        bytes = bytes.subspan(done.size());
    }
    return {};
}

/// The sync runs beside the download: without it a power cut would cost all of it, in its way it would cost time.
Result<void> PartFile::mark()
{
    if (m_bytes == m_marked)
        return {};
    if (const int number = m_syncError->exchange(0))
        return cannotWrite(m_path, number);
    m_marked = m_bytes;
    if (auto noted = m_notes.addMark({m_bytes, m_hash.digest()}); !noted)
        return noted;
    if (m_bytes < kMarkEvery || m_wanted.size == m_bytes)
        return {};
    if (!m_syncs)
        m_syncs = std::make_unique<SerialThread>();
    else if (!m_sync.isFinished())
        return {};
    m_sync = m_syncs->run([part = m_fd.get(), notes = m_notes.descriptor(), error = m_syncError] {
        if (::fdatasync(part) != 0 || ::fdatasync(notes) != 0)
            *error = errno;
    });
    return {};
}

Result<void> PartFile::restart()
{
    auto fresh = begin(m_wanted);
    if (!fresh)
        return failWith(std::move(fresh));
    discard();
    m_path = std::exchange(fresh->m_path, QString());
    m_fd = std::move(fresh->m_fd);
    m_notes = std::move(fresh->m_notes);
    m_hash = BlobHash(m_wanted.etag, m_wanted.size);
    m_validator.clear();
    m_bytes = m_marked = 0;
    return {};
}

void PartFile::discard()
{
    if (m_syncs)
        m_syncs->finish();
    if (m_path.isEmpty())
        return;
    if (isStillOurs())
        ::unlink(QFile::encodeName(m_path).constData());
    ::unlink(QFile::encodeName(notesPath(m_path)).constData());
    m_path.clear();
}

bool PartFile::isStillOurs() const
{
    struct stat open = {};
    struct stat named = {};
    return ::fstat(m_fd.get(), &open) == 0 && ::lstat(QFile::encodeName(m_path).constData(), &named) == 0 &&
        open.st_ino == named.st_ino && open.st_dev == named.st_dev;
}

Result<void> PartFile::install(const QString& blob, bool putsAside)
{
    Q_ASSERT(isComplete());
    if (m_syncs)
        m_syncs->finish();
    if (const int fault = io::faultAt(io::FaultPoint::Sync))
        return cannotWrite(m_path, fault);
    if (::fsync(m_fd.get()) != 0 || m_syncError->load() != 0)
        return cannotWrite(m_path, m_syncError->load() != 0 ? m_syncError->load() : errno);
    if (!isStillOurs())
        return fail(ErrorCode::Io, QStringLiteral("%1 was removed or replaced during the download").arg(m_path),
            QStringLiteral("see that the folder is there, then resume"));
    const QString aside = QStringLiteral("%1.%2.damaged").arg(blob, eightDigits());
    if (putsAside && ::rename(QFile::encodeName(blob).constData(), QFile::encodeName(aside).constData()) != 0 &&
        errno != ENOENT)
        return cannotWrite(blob, errno);
    return nameIt(blob);
}

Result<void> PartFile::nameIt(const QString& blob)
{
    if (const int fault = io::faultAt(io::FaultPoint::Rename))
        return cannotWrite(blob, fault);
    if (::rename(QFile::encodeName(m_path).constData(), QFile::encodeName(blob).constData()) != 0)
        return cannotWrite(blob, errno);
    ::unlink(QFile::encodeName(notesPath(m_path)).constData());
    m_path.clear();
    if (const int fault = io::faultAt(io::FaultPoint::SyncFolder))
        return cannotWrite(blob, fault);
    syncFolderOf(blob);
    return {};
}

}  // namespace reverie::hub
