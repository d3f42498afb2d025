#include "core/library/model_import.h"

#include "core/io/read_file.h"
#include "core/io/rename_new.h"
#include "core/io/system_error.h"
#include "core/library/model_identity.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <span>

namespace reverie::library {
namespace {

namespace fs = std::filesystem;

constexpr qsizetype kPiece = qsizetype{4} << 20;

fs::path native(const QString& path)
{
    return {QFile::encodeName(path).toStdString()};
}

Error cancelled()
{
    return {ErrorCode::Cancelled, QStringLiteral("the import was cancelled"), {}, {}};
}

/// Looks at `cancellation` every 4 MiB.
Result<void> copy(const QString& from, const QString& to, const Cancellation& cancellation)
{
    auto source = io::ReadFile::open(from);
    if (!source)
        return failWith(std::move(source));
    QFile target(to);
    if (!target.open(QIODevice::WriteOnly | QIODevice::NewOnly))
        return fail(ErrorCode::Io, QStringLiteral("cannot write %1: %2").arg(to, target.errorString()));
    QByteArray piece(kPiece, Qt::Uninitialized);
    for (std::uint64_t offset = 0; offset < source->size(); offset += static_cast<std::uint64_t>(piece.size())) {
        if (cancellation.isCancelled())
            return tl::unexpected<Error>(cancelled());
        piece.resize(static_cast<qsizetype>(std::min<std::uint64_t>(kPiece, source->size() - offset)));
        const auto bytes = std::as_writable_bytes(std::span(piece.data(), static_cast<std::size_t>(piece.size())));
        if (auto read = source->readAt(offset, bytes); !read)
            return failWith(std::move(read));
        if (target.write(piece) != piece.size() || !target.flush())
            return tl::unexpected<Error>(io::systemError(errno, QStringLiteral("cannot write %1").arg(to)));
    }
    return source->checkUnchanged();
}

/// A link costs nothing and shares the bytes; another disk, or one without links, takes a copy.
Result<void> linkOrCopy(const QString& from, const QString& to, const Cancellation& cancellation)
{
    std::error_code code;
    fs::create_hard_link(native(from), native(to), code);
    return code ? copy(from, to, cancellation) : Result<void>();
}

/// Of links the files that they lead to, since links of the Hub's cache lead nowhere from here.
Result<void> take(const QString& from, const QString& to, const Cancellation& cancellation)
{
    if (cancellation.isCancelled())
        return tl::unexpected<Error>(cancelled());
    const QFileInfo info(from);
    if (!info.isDir())
        return linkOrCopy(info.canonicalFilePath(), to, cancellation);
    std::error_code code;
    fs::create_directory(native(to), code);
    if (code)
        return tl::unexpected<Error>(io::systemError(code.value(), to));
    const auto inside = QDir(from).entryList(QDir::Files | QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString& name : inside)
        if (auto taken = take(QDir(from).filePath(name), QDir(to).filePath(name), cancellation); !taken)
            return taken;
    return {};
}

}  // namespace

Result<QString> importModel(const QString& path, const QString& modelsFolder, const Cancellation& cancellation)
{
    const QFileInfo source(QDir::cleanPath(path));
    if (!source.exists())
        return fail(ErrorCode::NotFound, QStringLiteral("there is no %1").arg(path));
    const ModelIdentity identity = identify(source.absoluteFilePath());
    if (!identity.isUsable())
        return fail(
            ErrorCode::Unsupported, QStringLiteral("%1 was not imported: %2").arg(source.fileName(), identity.whyNot));
    if (!QDir().mkpath(modelsFolder))
        return fail(ErrorCode::Permission, QStringLiteral("%1 cannot be made").arg(modelsFolder));
    const QString target = QDir(modelsFolder).filePath(source.fileName());
    if (QFileInfo::exists(target))
        return fail(ErrorCode::AlreadyExists, QStringLiteral("%1 is there already").arg(target));
    // Hidden, so that no scan takes the half of it for a model.
    const QTemporaryDir workshop(QDir(modelsFolder).filePath(QStringLiteral(".import-XXXXXX")));
    if (!workshop.isValid())
        return fail(ErrorCode::Permission, QStringLiteral("nothing can be written in %1").arg(modelsFolder));
    const QString half = workshop.filePath(source.fileName());
    if (auto taken = take(source.absoluteFilePath(), half, cancellation); !taken)
        return failWith(std::move(taken));
    if (auto there = io::renameNew(half, target, target); !there)
        return failWith(std::move(there));
    return target;
}

}  // namespace reverie::library
