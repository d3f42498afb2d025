#include "core/weights/model_stamp.h"

#include <QDirIterator>
#include <QFile>
#include <QStringList>

#include <sys/stat.h>

namespace reverie::weights {
namespace {

/// Links are followed: a Hub snapshot is a folder of them.
void note(QStringList& parts, const QString& path)
{
    struct stat is = {};
    if (::stat(QFile::encodeName(path).constData(), &is) != 0)
        return;
    parts << QStringLiteral("%1 %2 %3.%4 %5")
                 .arg(path)
                 .arg(is.st_size)
                 .arg(is.st_mtim.tv_sec)
                 .arg(is.st_mtim.tv_nsec)
                 .arg(is.st_ino);
}

void noteAll(QStringList& parts, const QString& path)
{
    if (path.isEmpty())
        return;
    if (!QFileInfo(path).isDir())
        return note(parts, path);
    QDirIterator files(path, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext())
        note(parts, files.next());
}

}  // namespace

QString modelStamp(const QString& model, const QString& vae)
{
    QStringList parts;
    noteAll(parts, model);
    noteAll(parts, vae);
    parts.sort();
    return parts.join(QLatin1Char('\n'));
}

}  // namespace reverie::weights
