#include "core/weights/weight_files.h"

#include "core/weights/file_kind.h"

#include <QDir>
#include <QFileInfo>

#include <array>

namespace reverie::weights {
namespace {

constexpr std::array kVariants = {"", "fp16", "bf16", "fp32", "non_ema"};

struct OtherFormat {
    const char* pattern;
    const char* what;
};

constexpr const char* kOtherName = "not called what the weights of this part are called";

constexpr std::array kOtherFormats = {
    OtherFormat{"*.gguf", "a GGUF file"},
    OtherFormat{"*.msgpack", "a Flax file"},
    OtherFormat{"*.onnx", "an ONNX file"},
    OtherFormat{"*.h5", "a Keras file"},
    OtherFormat{"openvino_model.*", "an OpenVINO file"},
    OtherFormat{"*.bin", kOtherName},
    OtherFormat{"*.ckpt", kOtherName},
    OtherFormat{"*.pt", kOtherName},
};

/// diffusers puts a variant before the last part of a name: "a.fp16.safetensors", "a.safetensors.index.fp16.json".
QString withVariant(const QString& name, const QString& variant)
{
    if (variant.isEmpty())
        return name;
    const auto dot = name.lastIndexOf(QLatin1Char('.'));
    return name.left(dot) + QLatin1Char('.') + variant + name.mid(dot);
}

bool exists(const QString& path)
{
    return QFileInfo::exists(path) || QFileInfo(path).isSymLink();
}

/// The names of one format, plain ones before variants.
std::vector<WeightFile> candidates(const QDir& folder, const QString& file)
{
    std::vector<WeightFile> all;
    for (const char* each : kVariants) {
        const QString variant = QString::fromLatin1(each);
        const QString ending = QStringLiteral(".index.json");
        all.push_back({folder.filePath(withVariant(file, variant)), false});
        all.push_back({folder.filePath(withVariant(file + ending, variant)), true});
        if (!variant.isEmpty())
            all.push_back({folder.filePath(withVariant(file, variant) + ending), true});
    }
    return all;
}

/// transformers calls "pytorch_model.bin" what is "model.safetensors"; diffusers has one name.
QString torchName(const QString& stem)
{
    return (stem == QLatin1String("model") ? QStringLiteral("pytorch_model") : stem) + QStringLiteral(".bin");
}

bool isReadOrUnknown(FileKind kind)
{
    return kind == FileKind::Safetensors || kind == FileKind::TorchZip || kind == FileKind::Unknown;
}

/// What the file is by its content, else by its name.
Error unusable(const QString& path, const OtherFormat& format, const QString& stem)
{
    if (const auto file = io::ReadFile::open(path))
        if (const auto kind = fileKind(*file); kind && !isReadOrUnknown(*kind))
            return notWeights(*kind, path);
    return Error{ErrorCode::Unsupported, QStringLiteral("%1 is %2").arg(path, QString::fromLatin1(format.what)),
        QStringLiteral("put %1.safetensors of this model beside it").arg(stem), {}};
}

Error nothingUsable(const QDir& folder, const QString& stem)
{
    for (const OtherFormat& format : kOtherFormats) {
        const QStringList found = folder.entryList({QString::fromLatin1(format.pattern)}, QDir::Files, QDir::Name);
        if (!found.isEmpty())
            return unusable(folder.filePath(found.front()), format, stem);
    }
    return Error{ErrorCode::NotFound, QStringLiteral("%1 holds no weights").arg(folder.path()),
        QStringLiteral("download %1.safetensors into it").arg(stem), {}};
}

}  // namespace

Result<WeightFile> findWeightFile(const QString& componentDir, const QString& stem)
{
    const QDir folder(componentDir);
    if (!folder.exists())
        return fail(ErrorCode::NotFound, QStringLiteral("there is no folder %1").arg(componentDir),
            QStringLiteral("download this part of the model"));
    for (const QString& file : {stem + QStringLiteral(".safetensors"), torchName(stem)})
        for (WeightFile& candidate : candidates(folder, file))
            if (exists(candidate.path))
                return std::move(candidate);
    return tl::unexpected<Error>(nothingUsable(folder, stem));
}

}  // namespace reverie::weights
