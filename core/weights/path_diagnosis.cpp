#include "core/weights/path_diagnosis.h"

#include "core/weights/file_contents.h"
#include "core/weights/tensor_file.h"

#include <QDir>
#include <QFileInfo>

namespace reverie::weights {
namespace {

constexpr const char* kNameAModel =
    "name a checkpoint (.safetensors, .ckpt) or the folder of a diffusers model, the one with model_index.json";

bool holdsModel(const QString& folder)
{
    return QFileInfo::exists(folder + QStringLiteral("/model_index.json"));
}

/// Of the first weights in a folder that is no model.
Error aboutFile(const QString& path)
{
    const auto file = TensorFile::open(path);
    if (!file)
        return file.error();
    const ContentRow& row = contentsOf(file->tensors());
    if (row.contents != FileContents::Checkpoint)
        return notAModel(row, path);
    return Error{ErrorCode::NotFound, QStringLiteral("%1 is not itself a model").arg(QFileInfo(path).path()),
        QStringLiteral("name %1").arg(path), {}};
}

/// A model folder above, below or among the Hub's snapshots below `folder`, or an empty text.
QString modelNear(const QDir& folder)
{
    if (const QString parent = QFileInfo(folder.absolutePath()).absolutePath(); holdsModel(parent))
        return parent;
    for (const QString& below : {folder.absolutePath(), folder.absoluteFilePath(QStringLiteral("snapshots"))})
        for (const QFileInfo& each : QDir(below).entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Time))
            if (holdsModel(each.absoluteFilePath()))
                return each.absoluteFilePath();
    return {};
}

Error aboutFolder(const QString& path)
{
    const QDir folder(path);
    if (!folder.isReadable())
        return Error{ErrorCode::Permission, QStringLiteral("%1 may not be read").arg(path), {}, {}};
    if (const QString model = modelNear(folder); !model.isEmpty())
        return Error{ErrorCode::NotFound, QStringLiteral("%1 is not itself a model").arg(path),
            QStringLiteral("name %1").arg(model), {}};
    const QStringList single =
        folder.entryList({QStringLiteral("*.safetensors"), QStringLiteral("*.ckpt")}, QDir::Files, QDir::Name);
    if (!single.isEmpty())
        return aboutFile(folder.filePath(single.front()));
    return Error{ErrorCode::NotFound, QStringLiteral("%1 is a folder without a model in it").arg(path),
        QString::fromLatin1(kNameAModel), {}};
}

}  // namespace

Result<void> checkIsModelFolder(const QString& path)
{
    const QFileInfo info(path);
    if (!info.exists())
        return fail(
            ErrorCode::NotFound, QStringLiteral("there is no model at %1").arg(path), QString::fromLatin1(kNameAModel));
    if (!holdsModel(path))
        return tl::unexpected<Error>(aboutFolder(path));
    return {};
}

}  // namespace reverie::weights
