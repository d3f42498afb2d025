#include "core/io/leftover_parts.h"

#include <QDir>

namespace reverie::io {

QStringList leftoverParts(const QStringList& folders, const QDateTime& before)
{
    QStringList parts;
    for (const QString& folder : folders)
        for (const QFileInfo& file :
            QDir(folder).entryInfoList({QStringLiteral(".reverie-*.part")}, QDir::Files | QDir::Hidden))
            if (file.lastModified() < before)
                parts << file.absoluteFilePath();
    parts.removeDuplicates();
    return parts;
}

}  // namespace reverie::io
