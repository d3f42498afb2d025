#include "app/reverie/model_choice.h"

#include <QDir>
#include <QFileInfo>

namespace reverie::app {
namespace {

constexpr int kNamesShown = 8;

QString modelsFolder(const Paths& paths)
{
    return paths.data() + QStringLiteral("/models");
}

QString advice(const QString& folder)
{
    QStringList names = QDir(folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name) +
        QDir(folder).entryList({QStringLiteral("*.safetensors")}, QDir::Files, QDir::Name);
    if (names.isEmpty())
        return QStringLiteral(
            "give the path of a diffusers folder or a checkpoint, or leave -m out for the starter model");
    if (names.size() > kNamesShown)
        names = names.mid(0, kNamesShown) << QStringLiteral("...");
    return QStringLiteral("give the path of a diffusers folder or a checkpoint, or one of: %1")
        .arg(names.join(QStringLiteral(", ")));
}

}  // namespace

Result<QString> chooseModel(const QString& named, const Paths& paths)
{
    if (named.isEmpty()) {
        const QString starter = Paths::starterModel();
        if (QFileInfo(starter).isDir())
            return starter;
        return fail(ErrorCode::NotFound, QStringLiteral("the starter model is not in %1").arg(starter),
            QStringLiteral("fetch the whole repository again, or name another model with -m"));
    }
    const QString known = QDir(modelsFolder(paths)).filePath(named);
    for (const QString& path : {named, known, known + QStringLiteral(".safetensors")})
        if (QFileInfo::exists(path))
            return QFileInfo(path).absoluteFilePath();
    return fail(ErrorCode::NotFound, QStringLiteral("there is no model %1").arg(named), advice(modelsFolder(paths)));
}

}  // namespace reverie::app
