#include "ui/compose/embedding_names.h"

#include <QDirIterator>

namespace reverie::ui {

QSet<QString> embeddingNames(const QString& folder)
{
    const QStringList kinds{QStringLiteral("*.safetensors"), QStringLiteral("*.pt"), QStringLiteral("*.bin")};
    QSet<QString> names;
    QDirIterator files(folder, kinds, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        files.next();
        names.insert(files.fileInfo().completeBaseName().toLower());
    }
    return names;
}

}  // namespace reverie::ui
