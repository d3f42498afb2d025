#include "core/hub/part_file.h"

#include "core/base/serial_thread.h"
#include "core/hub/part_paths.h"
#include "core/io/read_file.h"
#include "core/io/system_error.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <fcntl.h>
#include <sys/stat.h>

namespace reverie::hub {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 20;
constexpr qint64 kForgottenAfterS = 24 * 3600;

using Life = ProcessIdentity::Life;

struct OldPart {
    QString path;
    std::optional<PartFacts> facts;
    bool isOld = false;  // nobody has written to it for a day
};

bool isForgotten(const QFileInfo& file)
{
    return file.lastModified().secsTo(QDateTime::currentDateTime()) > kForgottenAfterS;
}

/// The largest first.
std::vector<OldPart> oldParts(const QString& folder, const QString& etag)
{
    std::vector<OldPart> all;
    const QDir::Filters filters = QDir::Files | QDir::System | QDir::Hidden;
    const QStringList names{etag + QStringLiteral(".reverie-*.incomplete")};
    for (const QFileInfo& each : QDir(folder).entryInfoList(names, filters, QDir::Size))
        all.push_back(
            {each.absoluteFilePath(), PartNotes::read(notesPath(each.absoluteFilePath())), isForgotten(each)});
    return all;
}

Life lifeOf(const OldPart& part)
{
    if (!part.facts)
        return part.isOld ? Life::Ended : Life::Unknown;
    return part.facts->isReleased ? Life::Ended : part.facts->owner.life();
}

void removePart(const QString& path)
{
    ::unlink(QFile::encodeName(path).constData());
    ::unlink(QFile::encodeName(notesPath(path)).constData());
}

/// Notes whose part was never made, or was given its name.
void removeLoneNotes(const QString& folder, const QString& etag)
{
    for (const QFileInfo& each : QDir(folder).entryInfoList({etag + QStringLiteral(".reverie-*.state")}, QDir::Files)) {
        const QString notes = each.absoluteFilePath();
        const QString part = notes.chopped(QStringLiteral("state").size()) + QStringLiteral("incomplete");
        const OldPart lone{part, PartNotes::read(notes), isForgotten(each)};
        if (!QFileInfo::exists(part) && lifeOf(lone) == Life::Ended)
            ::unlink(QFile::encodeName(notes).constData());
    }
}

tl::unexpected<Error> isLink(const QString& path)
{
    return fail(ErrorCode::Permission, QStringLiteral("%1 is a symbolic link and is not followed").arg(path),
        QStringLiteral("remove it and try again"));
}

std::vector<PartMark> soundMarks(const PartFacts& facts, std::uint64_t held)
{
    std::vector<PartMark> marks;
    std::ranges::copy_if(
        facts.marks, std::back_inserter(marks), [&](const PartMark& each) { return each.bytes <= held; });
    std::ranges::sort(marks, {}, &PartMark::bytes);
    return marks;
}

/// Hands the bytes [from, to) of a file to `take`, piece by piece.
template <typename Take>
Result<void> readRange(int fd, std::uint64_t from, std::uint64_t to, const Cancellation& cancellation, Take take)
{
    std::vector<std::byte> buffer(std::min<std::uint64_t>(kPiece, to - from));
    while (from < to) {
        if (cancellation.isCancelled())
            return fail(ErrorCode::Cancelled, QStringLiteral("reading what had come was cancelled"));
        const std::size_t most = std::min<std::uint64_t>(buffer.size(), to - from);
        const ssize_t got = ::pread(fd, buffer.data(), most, static_cast<off_t>(from));
        if (got <= 0)
            return tl::unexpected<Error>(
                io::systemError(got < 0 ? errno : EIO, QStringLiteral("cannot read what had come of the file")));
        from += static_cast<std::uint64_t>(got);
        if (Result<void> taken = take(std::span(buffer).first(static_cast<std::size_t>(got))); !taken)
            return taken;
    }
    return {};
}

}  // namespace

Result<PartFile> PartFile::open(const Wanted& wanted, const Cancellation& cancellation, const Hashed& hashed)
{
    removeLoneNotes(wanted.folder, wanted.etag);
    std::optional<PartFile> adopted;
    for (const OldPart& part : oldParts(wanted.folder, wanted.etag)) {
        if (QFileInfo(part.path).isSymLink())
            return isLink(part.path);
        const Life life = lifeOf(part);
        const bool isUseful = !adopted && part.facts && part.facts->size == wanted.size && life != Life::Runs;
        if (!isUseful) {
            if (life == Life::Ended)
                removePart(part.path);
            continue;
        }
        const auto take = life == Life::Ended ? takeOver : copy;
        auto taken = take(wanted, part.path, *part.facts, cancellation, hashed);
        if (!taken)
            return failWith(std::move(taken));
        if (*taken)
            adopted.emplace(std::move(**taken));
    }
    return adopted ? Result<PartFile>(std::move(*adopted)) : begin(wanted);
}

Result<std::optional<PartFile>> PartFile::takeOver(const Wanted& wanted, const QString& path, const PartFacts& facts,
    const Cancellation& cancellation, const Hashed& hashed)
{
    const QString ours = newPartPath(wanted);
    PartFacts noted = facts;
    noted.owner = ProcessIdentity::own();
    // The notes say to whom the part belongs, so they are there first.
    auto notes = PartNotes::create(notesPath(ours), noted);
    if (!notes)
        return failWith(std::move(notes));
    if (::rename(QFile::encodeName(path).constData(), QFile::encodeName(ours).constData()) != 0) {
        ::unlink(QFile::encodeName(notesPath(ours)).constData());
        return std::optional<PartFile>();  // another process was quicker
    }
    ::unlink(QFile::encodeName(notesPath(path)).constData());
    io::UniqueFd fd(::open(QFile::encodeName(ours).constData(), O_RDWR | O_NOFOLLOW | O_CLOEXEC));
    if (!fd.isOpen())
        return tl::unexpected<Error>(io::systemError(errno, QStringLiteral("cannot open %1").arg(ours)));
    PartFile part(wanted, ours, std::move(fd), std::move(*notes));
    part.m_validator = facts.validator;
    if (auto replayed = part.replay(facts, cancellation, hashed); !replayed) {
        part.layDown();
        return failWith(std::move(replayed));
    }
    return std::optional(std::move(part));
}

Result<std::optional<PartFile>> PartFile::copy(const Wanted& wanted, const QString& path, const PartFacts& facts,
    const Cancellation& cancellation, const Hashed& hashed)
{
    const auto marks = soundMarks(facts, wanted.size);
    const io::UniqueFd from(::open(QFile::encodeName(path).constData(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    struct stat held = {};
    if (marks.empty() || ::fstat(from.get(), &held) != 0 ||
        static_cast<std::uint64_t>(held.st_size) < marks.back().bytes)
        return std::optional<PartFile>();
    auto part = begin(wanted);
    if (!part)
        return failWith(std::move(part));
    auto copied = readRange(from.get(), 0, marks.back().bytes, cancellation, [&](std::span<const std::byte> piece) {
        if (hashed)
            hashed(part->m_bytes + piece.size());
        return part->append(piece);
    });
    if (!copied)
        return failWith(std::move(copied));
    part->m_validator = facts.validator;
    if (part->digest() != marks.back().digest)
        if (auto restarted = part->restart(); !restarted)
            return failWith(std::move(restarted));
    return std::optional(std::move(*part));
}

Result<void> PartFile::replay(const PartFacts& facts, const Cancellation& cancellation, const Hashed& hashed)
{
    struct stat disk = {};
    if (::fstat(m_fd.get(), &disk) != 0 || !S_ISREG(disk.st_mode))
        return isLink(m_path);
    const std::uint64_t held = std::min<std::uint64_t>(static_cast<std::uint64_t>(disk.st_size), m_wanted.size);
    BlobHash hash = m_hash;
    std::uint64_t at = 0;
    const auto upTo = [&](std::uint64_t bytes) {
        return readRange(
            m_fd.get(), std::exchange(at, bytes), bytes, cancellation, [&](std::span<const std::byte> piece) {
                hash.add(piece);
                return Result<void>();
            });
    };
    bool isSound = true;
    for (const PartMark& mark : soundMarks(facts, held)) {
        if (auto read = upTo(mark.bytes); !read)
            return read;
        isSound = hash.digest() == mark.digest;
        if (!isSound)
            break;
        m_hash = hash;
        m_bytes = mark.bytes;
        if (hashed)
            hashed(m_bytes);
    }
    // Without a restart of the computer, what was written after the last mark is whole too.
    if (isSound && facts.owner.isOfThisBoot()) {
        if (auto read = upTo(held); !read)
            return read;
        m_hash = hash;
        m_bytes = held;
    }
    m_marked = m_bytes;
    m_thrownAway = isSound ? 0 : held - m_bytes;
    if (held == m_bytes || ::ftruncate(m_fd.get(), static_cast<off_t>(m_bytes)) == 0)
        return {};
    return tl::unexpected<Error>(io::systemError(errno, QStringLiteral("cannot shorten %1").arg(m_path)));
}

std::uint64_t bytesOfParts(const QString& blobsFolder, const QString& etag)
{
    const auto parts = oldParts(blobsFolder, etag);
    return parts.empty() ? 0 : static_cast<std::uint64_t>(QFileInfo(parts.front().path).size());
}

void removeParts(const QString& blobsFolder, const QString& etag)
{
    removeLoneNotes(blobsFolder, etag);
    for (const OldPart& part : oldParts(blobsFolder, etag))
        if (lifeOf(part) == Life::Ended)
            removePart(part.path);
}

}  // namespace reverie::hub
