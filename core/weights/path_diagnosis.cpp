#include "core/weights/path_diagnosis.h"

#include "core/weights/safetensors_file.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <array>

namespace reverie::weights {
namespace {

struct ContentRow {
    std::string_view part;  // of a tensor's name
    const char* what;
};

/// What a lone safetensors file holds, told by the names in it; the first row that fits counts.
constexpr std::array kContents = {
    ContentRow{"lora_", "a LoRA, not a whole model"},
    ContentRow{"lora.", "a LoRA, not a whole model"},
    ContentRow{"control_model.", "a ControlNet, not a whole model"},
    ContentRow{"controlnet_", "a ControlNet, not a whole model"},
    ContentRow{"model.diffusion_model.", "a single-file checkpoint, which Reverie cannot read yet"},
    ContentRow{"double_blocks.", "the transformer of a FLUX model, not a whole model"},
    ContentRow{"joint_blocks.", "the transformer of a Stable Diffusion 3 model, not a whole model"},
    ContentRow{"down_blocks.0.attentions.", "the UNet of a model, not a whole model"},
    ContentRow{"decoder.up_blocks.", "a VAE, not a whole model"},
    ContentRow{"decoder.up.", "a VAE, not a whole model"},
    ContentRow{"text_model.", "a text encoder, not a whole model"},
};

constexpr const char* kNameAFolder = "name the folder of a diffusers model, the one with model_index.json";

bool holdsModel(const QString& folder)
{
    return QFileInfo::exists(folder + QStringLiteral("/model_index.json"));
}

Error aboutFile(const QString& path)
{
    const auto file = SafetensorsFile::open(path);
    if (!file)
        return file.error();
    const auto holds = [&](const ContentRow& row) {
        return std::ranges::any_of(
            file->tensors(), [&](const TensorInfo& t) { return t.name.find(row.part) != std::string::npos; });
    };
    const auto* row = std::ranges::find_if(kContents, holds);
    const char* what = row == kContents.end() ? "a single file, not a folder of a model" : row->what;
    return Error{ErrorCode::Unsupported, QStringLiteral("%1 is %2").arg(path, QString::fromLatin1(what)),
        QString::fromLatin1(kNameAFolder), {}};
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
        QString::fromLatin1(kNameAFolder), {}};
}

}  // namespace

Result<void> checkIsModelFolder(const QString& path)
{
    const QFileInfo info(path);
    if (!info.exists())
        return fail(ErrorCode::NotFound, QStringLiteral("there is no model at %1").arg(path),
            QString::fromLatin1(kNameAFolder));
    if (!info.isDir())
        return tl::unexpected<Error>(aboutFile(path));
    if (!holdsModel(path))
        return tl::unexpected<Error>(aboutFolder(path));
    return {};
}

}  // namespace reverie::weights
