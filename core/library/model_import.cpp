#include "core/library/model_import.h"

#include "core/io/system_error.h"
#include "core/library/model_identity.h"

#include <QDir>
#include <QTemporaryDir>

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/fs.h>

namespace reverie::library {
namespace {

namespace fs = std::filesystem;

fs::path native(const QString& path)
{
    return {QFile::encodeName(path).toStdString()};
}

Error failed(const std::error_code& code, const QString& what)
{
    return io::systemError(code.value(), what);
}

/// A link costs nothing and shares the bytes; another disk, or one without links, takes a copy.
std::error_code linkOrCopy(const fs::path& from, const fs::path& to)
{
    std::error_code code;
    fs::create_hard_link(from, to, code);
    if (code)
        fs::copy_file(from, to, code);
    return code;
}

/// Of links the files that they lead to, since links of the Hub's cache lead nowhere from here.
Result<void> take(const QString& from, const QString& to, const Cancellation& cancellation)
{
    if (cancellation.isCancelled())
        return fail(ErrorCode::Cancelled, QStringLiteral("the import was cancelled"));
    const QFileInfo info(from);
    if (!info.isDir()) {
        const std::error_code code = linkOrCopy(native(info.canonicalFilePath()), native(to));
        return code ? Result<void>(tl::unexpected<Error>(failed(code, from))) : Result<void>();
    }
    std::error_code code;
    fs::create_directory(native(to), code);
    if (code)
        return tl::unexpected<Error>(failed(code, to));
    const auto inside = QDir(from).entryList(QDir::Files | QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString& name : inside)
        if (auto taken = take(QDir(from).filePath(name), QDir(to).filePath(name), cancellation); !taken)
            return taken;
    return {};
}

Result<void> appear(const QString& from, const QString& to)
{
    const QByteArray before = QFile::encodeName(from);
    const QByteArray after = QFile::encodeName(to);
    if (::syscall(SYS_renameat2, AT_FDCWD, before.constData(), AT_FDCWD, after.constData(), RENAME_NOREPLACE) == 0)
        return {};
    return tl::unexpected<Error>(io::systemError(errno, to));
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
    if (auto there = appear(half, target); !there)
        return failWith(std::move(there));
    return target;
}

}  // namespace reverie::library
