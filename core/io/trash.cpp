#include "core/io/trash.h"

#include "core/io/rename_new.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

namespace reverie::io {

Result<QString> moveToTrash(const QString& path)
{
    if (!QFileInfo::exists(path))
        return fail(ErrorCode::NotFound, QStringLiteral("%1 is not there any more").arg(path));
    // Without this folder Qt 6.4 takes the working directory for the trash.
    QDir().mkpath(QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation));
    QFile file(path);
    if (!file.moveToTrash())
        return fail(ErrorCode::Io, QStringLiteral("%1 cannot be moved to the trash").arg(path),
            QStringLiteral("check that its disk has room and may be written"));
    return file.fileName();
}

Result<void> restoreFromTrash(const QString& pathInTrash, const QString& path)
{
    QDir().mkpath(QFileInfo(path).absolutePath());
    if (auto back = renameNew(pathInTrash, path, QStringLiteral("cannot bring back %1").arg(path)); !back)
        return back;
    // files/NAME has its note in info/NAME.trashinfo. Source: freedesktop.org trash specification 1.0.
    const QFileInfo trashed(pathInTrash);
    QFile::remove(
        trashed.absolutePath() + QStringLiteral("/../info/") + trashed.fileName() + QStringLiteral(".trashinfo"));
    return {};
}

}  // namespace reverie::io
