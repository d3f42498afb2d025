#include "core/queue/output_plan.h"

#include "core/base/size_text.h"
#include "core/image/png_writer.h"
#include "core/io/disk_space.h"
#include "core/io/system_error.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

#include <cerrno>
#include <unistd.h>

namespace reverie::queue {
namespace {

constexpr int kNamesTried = 1000;
constexpr double kBytesPerPixel = 1.5;  // of a PNG picture; flat ones take less, noise takes 3
constexpr double kBytesOfTexts = 4096;

/// The highest number at the start of a name in the folder, plus one.
std::int64_t nextNumber(const QString& folder)
{
    static const QRegularExpression numbered(QStringLiteral("^(\\d{5,9})-"));
    std::int64_t next = 0;
    const QStringList names = QDir(folder).entryList(QDir::Files);
    for (const QString& name : names)
        if (const auto match = numbered.match(name); match.hasMatch())
            next = std::max<std::int64_t>(next, match.captured(1).toLongLong() + 1);
    return next;
}

Result<void> writeToStandardOutput(const QByteArray& bytes)
{
    for (qsizetype at = 0; at < bytes.size();) {
        const ssize_t written =
            ::write(STDOUT_FILENO, bytes.constData() + at, static_cast<std::size_t>(bytes.size() - at));
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return tl::unexpected<Error>(io::systemError(errno, QStringLiteral("cannot write to standard output")));
        at += written;
    }
    return {};
}

}  // namespace

Result<OutputPlan> OutputPlan::make(const OutputWish& wish)
{
    OutputPlan plan;
    plan.m_count = wish.count;
    plan.m_ifExists = wish.mayReplace ? io::IfExists::Replace : io::IfExists::Refuse;
    Result<void> used;
    if (wish.target.isEmpty())
        used = plan.useFolder(QDir(wish.pictures).filePath(wish.today.toString(Qt::ISODate)));
    else if (wish.target == QLatin1String("-"))
        used = wish.count == 1 ? Result<void>()
                               : fail(ErrorCode::InvalidArgument,
                                     QStringLiteral("standard output takes one picture, not %1").arg(wish.count),
                                     QStringLiteral("name a folder with -o, or leave --count out"));
    else if (QFileInfo(wish.target).isDir())
        used = plan.useFolder(QDir::cleanPath(wish.target));
    else
        used = plan.useFile(wish);
    if (!used)
        return failWith(std::move(used));
    return plan;
}

Result<void> OutputPlan::useFolder(const QString& folder)
{
    m_folder = folder;
    m_counter = nextNumber(folder);
    return checkWritable(folder);
}

Result<void> OutputPlan::useFile(const OutputWish& wish)
{
    const QFileInfo info(wish.target);
    if (wish.target.endsWith(QLatin1Char('/')))
        return fail(ErrorCode::NotFound, QStringLiteral("there is no folder %1").arg(wish.target),
            QStringLiteral("create it first or choose another"));
    if (const QString suffix = info.suffix();
        !suffix.isEmpty() && suffix.compare(QLatin1String("png"), Qt::CaseInsensitive))
        return fail(ErrorCode::InvalidArgument, QStringLiteral("%1 is no name for a PNG picture").arg(wish.target),
            QStringLiteral("name it %1.png").arg(info.completeBaseName()));
    m_folder = info.path();
    m_file = wish.target;
    for (int index = 0; index < m_count; ++index)
        if (auto checked = checkNewFile(fileFor(index), wish.mayReplace); !checked)
            return checked;
    return {};
}

Result<void> OutputPlan::checkRoom(int pictures, int width, int height) const
{
    if (isStandardOutput())
        return {};
    const auto free = io::freeBytes(io::nearestExisting(m_folder));
    if (!free)
        return tl::unexpected<Error>(free.error());
    const double needed = pictures * (kBytesPerPixel * width * height + kBytesOfTexts);
    if (static_cast<double>(*free) >= needed)
        return {};
    return fail(ErrorCode::DiskFull,
        QStringLiteral("%1 has %2 free and the pictures need about %3")
            .arg(m_folder, sizeText(*free), sizeText(static_cast<std::uint64_t>(needed))));
}

Result<QString> OutputPlan::store(int index, std::uint64_t seed, const QByteArray& png)
{
    if (isStandardOutput())
        return writeToStandardOutput(png).map([] { return QStringLiteral("-"); });
    if (m_file.isEmpty())
        return storeNumbered(seed, png);
    const QString file = fileFor(index);
    return image::savePng(file, png, m_ifExists).map([&] { return file; });
}

Result<QString> OutputPlan::storeNumbered(std::uint64_t seed, const QByteArray& png)
{
    if (!QDir().mkpath(m_folder))
        return tl::unexpected<Error>(
            io::systemError(errno, QStringLiteral("cannot create the folder %1").arg(m_folder)));
    for (int tried = 0;; ++tried) {
        const QString name = QStringLiteral("%1-%2.png").arg(m_counter++, 5, 10, QLatin1Char('0')).arg(seed);
        const QString file = QDir(m_folder).filePath(name);
        auto saved = image::savePng(file, png, io::IfExists::Refuse);
        if (saved)
            return file;
        // Another program took the number: the next one is free.
        if (saved.error().code != ErrorCode::AlreadyExists || tried == kNamesTried) {
            --m_counter;
            return failWith(std::move(saved));
        }
    }
}

QString OutputPlan::fileFor(int index) const
{
    if (m_count == 1)
        return m_file;
    const int digits = static_cast<int>(QString::number(m_count).size());
    const QString number = QStringLiteral("-%1").arg(index + 1, digits, 10, QLatin1Char('0'));
    const QString suffix = QFileInfo(m_file).suffix();
    return QString(m_file).insert(m_file.size() - (suffix.isEmpty() ? 0 : suffix.size() + 1), number);
}

Result<void> checkWritable(const QString& folder)
{
    const QString existing = io::nearestExisting(folder);
    const QString probe = QDir(existing).filePath(QStringLiteral(".reverie-probe"));
    auto file = io::AtomicFile::create(probe, io::IfExists::Replace);
    if (file)
        return {};
    Error error = std::move(file).error();
    error.detail.replace(probe, existing);
    return tl::unexpected<Error>(std::move(error));
}

Result<void> checkNewFile(const QString& file, bool mayReplace)
{
    const QFileInfo info(file);
    if (!QFileInfo(info.path()).isDir())
        return fail(ErrorCode::NotFound,
            QStringLiteral("there is no folder %1 for %2").arg(info.path(), info.fileName()),
            QStringLiteral("create it first or choose another"));
    auto opened = io::AtomicFile::create(file, mayReplace ? io::IfExists::Replace : io::IfExists::Refuse);
    return opened ? Result<void>() : Result<void>(failWith(std::move(opened)));
}

}  // namespace reverie::queue
