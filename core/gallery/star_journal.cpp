#include "core/gallery/star_journal.h"

#include "core/io/read_file.h"
#include "core/io/system_error.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fcntl.h>

namespace reverie::gallery {
namespace {

using nlohmann::json;

constexpr std::uint64_t kMostBytes = 256u << 20;

tl::unexpected<Error> cannotWrite(const QString& file, int number)
{
    return tl::unexpected<Error>(io::systemError(number, QStringLiteral("cannot keep stars in %1").arg(file)));
}

}  // namespace

Result<StarJournal> StarJournal::open(const QString& file)
{
    QDir().mkpath(QFileInfo(file).absolutePath());
    io::UniqueFd fd(::open(QFile::encodeName(file).constData(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666));
    if (!fd.isOpen())
        return cannotWrite(file, errno);
    StarJournal journal(file, std::move(fd));
    if (auto read = journal.read(); !read)
        return failWith(std::move(read));
    return journal;
}

Result<void> StarJournal::read()
{
    const auto opened = io::ReadFile::open(m_file);
    if (!opened)
        return tl::unexpected<Error>(opened.error());
    const auto bytes = opened->readAll(kMostBytes);
    if (!bytes)
        return tl::unexpected<Error>(bytes.error());
    for (const QByteArray& line : bytes->split('\n'))
        take(line);
    m_endsInLine = !bytes->isEmpty() && !bytes->endsWith('\n');
    return {};
}

void StarJournal::take(const QByteArray& line)
{
    const json row = json::parse(line.begin(), line.end(), nullptr, false);
    if (!row.is_object() || !row.contains("sha256") || !row["sha256"].is_string() || !row.contains("star") ||
        !row["star"].is_boolean())
        return;
    const json bytes = row.contains("bytes") ? row["bytes"] : json(0);
    apply(QString::fromStdString(row["sha256"].get<std::string>()), bytes.is_number_integer() ? bytes.get<qint64>() : 0,
        row["star"].get<bool>());
}

void StarJournal::apply(const QString& sha256, qint64 bytes, bool isStarred)
{
    if (isStarred)
        m_starred[sha256] = bytes;
    else
        m_starred.erase(sha256);
}

bool StarJournal::isStarred(const QString& sha256) const
{
    return m_starred.contains(sha256);
}

bool StarJournal::hasStarOfSize(qint64 bytes) const
{
    return std::ranges::any_of(m_starred, [bytes](const auto& each) { return each.second == bytes; });
}

Result<void> StarJournal::note(const QString& sha256, qint64 bytes, bool isStarred)
{
    const std::string row = json{{"sha256", sha256.toStdString()}, {"bytes", bytes}, {"star", isStarred}}.dump();
    const std::string line = (m_endsInLine ? "\n" : "") + row + '\n';
    const ssize_t written = ::write(m_fd.get(), line.data(), line.size());
    if (written != static_cast<ssize_t>(line.size())) {
        const int number = written < 0 ? errno : ENOSPC;
        m_endsInLine = m_endsInLine || written > 0;
        return cannotWrite(m_file, number);
    }
    m_endsInLine = false;
    if (::fsync(m_fd.get()) != 0)
        return cannotWrite(m_file, errno);
    apply(sha256, bytes, isStarred);
    return {};
}

}  // namespace reverie::gallery
