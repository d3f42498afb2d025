#include "core/hub/hub_cache.h"

#include "core/hub/blob_hash.h"
#include "core/hub/names.h"
#include "core/io/atomic_file.h"
#include "core/io/fault_points.h"
#include "core/io/read_file.h"
#include "core/io/system_error.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

#include <cerrno>
#include <sys/stat.h>
#include <unistd.h>

namespace reverie::hub {
namespace {

constexpr std::uint64_t kMostRefBytes = 128;
constexpr char kTag[] = "Signature: 8a477f597d28d172789f06886806bc55\n"
                        "# This file is a cache directory tag: what lies here can be fetched again.\n"
                        "# For information about cache directory tags, see:\n"
                        "#\thttps://bford.info/cachedir/\n";

tl::unexpected<Error> cannotMake(const QString& path, int number)
{
    return tl::unexpected<Error>(io::systemError(number, QStringLiteral("cannot make %1").arg(path)));
}

tl::unexpected<Error> leadsElsewhere(const QString& path)
{
    return fail(ErrorCode::Permission, QStringLiteral("%1 is a symbolic link that leads elsewhere").arg(path),
        QStringLiteral("remove it and try again"));
}

/// One folder that is there afterwards and is no symbolic link.
Result<void> makeFolder(const QString& path)
{
    const QByteArray name = QFile::encodeName(path);
    struct stat facts = {};
    if (::lstat(name.constData(), &facts) != 0) {
        if (::mkdir(name.constData(), 0777) == 0)
            return {};
        if (errno != EEXIST || ::lstat(name.constData(), &facts) != 0)
            return cannotMake(path, errno);
    }
    if (S_ISLNK(facts.st_mode))
        return leadsElsewhere(path);
    return S_ISDIR(facts.st_mode) ? Result<void>() : Result<void>(cannotMake(path, ENOTDIR));
}

Result<void> writeText(const QString& path, const QByteArray& text)
{
    return io::writeWhole(path, std::as_bytes(std::span(text.constData(), static_cast<std::size_t>(text.size()))));
}

QString linkTarget(const QString& path)
{
    std::array<char, 4096> target;
    const ssize_t count = ::readlink(QFile::encodeName(path).constData(), target.data(), target.size());
    return count < 0 ? QString() : QFile::decodeName(QByteArray(target.data(), count));
}

bool isLinkToBlob(const QString& target)
{
    static const QRegularExpression pattern(QStringLiteral("^(?:\\.\\./)+blobs/([0-9a-f]{40}|[0-9a-f]{64})\\z"));
    return pattern.match(target).hasMatch();
}

/// `link`, where symbolic links cannot be made or are not wanted.
Result<void> putFile(const QString& blob, const QString& pointer, bool mayMove)
{
    if (mayMove) {
        if (::rename(QFile::encodeName(blob).constData(), QFile::encodeName(pointer).constData()) == 0)
            return {};
        return cannotMake(pointer, errno);
    }
    // Under its own name only when it is whole.
    const QString half = pointer + QStringLiteral(".incomplete");
    QFile::remove(half);
    QFile from(blob);
    if (!from.copy(half))
        return fail(ErrorCode::Io, QStringLiteral("cannot copy %1 to %2: %3").arg(blob, pointer, from.errorString()));
    if (::rename(QFile::encodeName(half).constData(), QFile::encodeName(pointer).constData()) == 0)
        return {};
    return cannotMake(pointer, errno);
}

bool areRefused(int number)
{
    return number == EPERM || number == EOPNOTSUPP || number == ENOSYS;
}

}  // namespace

HubCache::HubCache(QString folder, bool usesLinks, MakeLink makeLink)
    : m_folder(std::move(folder)), m_usesLinks(usesLinks), m_makeLink(makeLink ? makeLink : ::symlink)
{
}

QString HubCache::repoFolder(const QString& id) const
{
    return m_folder + QStringLiteral("/models--") + QString(id).replace(QLatin1Char('/'), QStringLiteral("--"));
}

QString HubCache::blobsFolder(const QString& id) const
{
    return repoFolder(id) + QStringLiteral("/blobs");
}

QString HubCache::blob(const QString& id, const QString& etag) const
{
    Q_ASSERT(isEtag(etag));
    return blobsFolder(id) + QLatin1Char('/') + etag;
}

QString HubCache::snapshot(const QString& id, const QString& commit) const
{
    Q_ASSERT(isCommit(commit));
    return repoFolder(id) + QStringLiteral("/snapshots/") + commit;
}

QString HubCache::lockFile(const QString& id, const QString& etag) const
{
    return m_folder + QStringLiteral("/.locks/") + QFileInfo(repoFolder(id)).fileName() + QLatin1Char('/') + etag +
        QStringLiteral(".lock");
}

std::optional<QString> HubCache::commitOf(const QString& id, const QString& revision) const
{
    if (!checkRepoId(id) || !checkRevision(revision))
        return std::nullopt;
    if (isCommit(revision))
        return revision;
    const auto file = io::ReadFile::open(repoFolder(id) + QStringLiteral("/refs/") + revision);
    const auto text = file ? file->readAll(kMostRefBytes) : Result<QByteArray>(tl::unexpected<Error>(file.error()));
    const QString commit = text ? QString::fromLatin1(text->trimmed()) : QString();
    return isCommit(commit) ? std::optional(commit) : std::nullopt;
}

CacheAnswer HubCache::find(const QString& id, const QString& revision, const QString& path) const
{
    const auto commit = commitOf(id, revision);
    if (!commit || !checkRepoPath(path))
        return {};
    const QString pointer = snapshot(id, *commit) + QLatin1Char('/') + path;
    if (QFileInfo(pointer).isFile())
        return {CacheAnswer::Kind::Found, pointer};
    const QString missing = QStringLiteral("%1/.no_exist/%2/%3").arg(repoFolder(id), *commit, path);
    return {QFileInfo(missing).isFile() ? CacheAnswer::Kind::KnownMissing : CacheAnswer::Kind::Unknown, {}};
}

Result<void> HubCache::prepare(const QString& id) const
{
    if (auto right = checkRepoId(id); !right)
        return right;
    if (!QDir().mkpath(m_folder))
        return cannotMake(m_folder, errno == 0 ? EACCES : errno);
    if (auto made = makeFolders(id, QStringLiteral("blobs")); !made)
        return made;
    const QString tag = m_folder + QStringLiteral("/CACHEDIR.TAG");
    return QFileInfo::exists(tag) ? Result<void>() : writeText(tag, QByteArray(kTag));
}

Result<void> HubCache::makeFolders(const QString& id, const QString& relative) const
{
    QString path = repoFolder(id);
    // The repository's folder itself may stand on another disk.
    if (!QFileInfo(path).isDir())
        if (auto made = makeFolder(path); !made)
            return made;
    for (const QString& each : relative.split(QLatin1Char('/'), Qt::SkipEmptyParts))
        if (auto made = makeFolder(path += QLatin1Char('/') + each); !made)
            return made;
    return {};
}

Result<void> HubCache::setRef(const QString& id, const QString& revision, const QString& commit) const
{
    if (revision == commit)
        return {};
    if (auto right = checkRevision(revision); !right)
        return right;
    const QString ref = QStringLiteral("refs/") + revision;
    if (auto made = makeFolders(id, ref.section(QLatin1Char('/'), 0, -2)); !made)
        return made;
    return writeText(repoFolder(id) + QLatin1Char('/') + ref, commit.toLatin1());
}

Result<void> HubCache::link(
    const QString& id, const QString& commit, const QString& path, const QString& etag, bool mayMove) const
{
    if (auto right = checkRepoPath(path); !right)
        return right;
    const QString file = QStringLiteral("snapshots/%1/%2").arg(commit, path);
    if (auto made = makeFolders(id, file.section(QLatin1Char('/'), 0, -2)); !made)
        return made;
    const QString pointer = repoFolder(id) + QLatin1Char('/') + file;
    const QString target =
        QStringLiteral("../").repeated(file.count(QLatin1Char('/'))) + QStringLiteral("blobs/") + etag;
    const QFileInfo there(pointer);
    if (there.isSymLink()) {
        const QString now = linkTarget(pointer);
        if (now == target)
            return {};
        if (!isLinkToBlob(now))
            return leadsElsewhere(pointer);
        ::unlink(QFile::encodeName(pointer).constData());
    } else if (there.exists()) {
        if (const auto same = isWholeBlob(pointer, etag, {}); same && *same)
            return {};
        return fail(ErrorCode::AlreadyExists, QStringLiteral("%1 is there with another content").arg(pointer),
            QStringLiteral("move it away and try again"));
    }
    return place({blob(id, etag), target, pointer, mayMove});
}

Result<void> HubCache::place(const Placing& it) const
{
    if (const int fault = io::faultAt(io::FaultPoint::Link))
        return cannotMake(it.pointer, fault);
    if (!m_usesLinks)
        return putFile(it.blob, it.pointer, it.mayMove);
    if (m_makeLink(QFile::encodeName(it.target).constData(), QFile::encodeName(it.pointer).constData()) == 0)
        return {};
    const int number = errno;
    if (number == EEXIST && linkTarget(it.pointer) == it.target)
        return {};  // another process was quicker
    return areRefused(number) ? putFile(it.blob, it.pointer, it.mayMove) : Result<void>(cannotMake(it.pointer, number));
}

bool isSharedBlob(const QString& cacheFolder, const QString& blob)
{
    static const QRegularExpression inside(QStringLiteral("^blobs/[0-9a-f]{2}/[0-9a-f]{64}\\z"));
    const QString target = QDir::cleanPath(QFileInfo(blob).absoluteDir().absoluteFilePath(linkTarget(blob)));
    return inside.match(QDir(cacheFolder).relativeFilePath(target)).hasMatch() && QFileInfo(target).isFile() &&
        !QFileInfo(target).isSymLink();
}

}  // namespace reverie::hub
