#include "core/weights/model_folder.h"

#include "core/weights/architecture.h"
#include "core/weights/checkpoint.h"
#include "core/weights/checkpoint_model.h"
#include "core/weights/config_file.h"
#include "core/weights/path_diagnosis.h"

#include <QDir>
#include <QFileInfo>

#include <array>

namespace reverie::weights {
namespace {

using Json = nlohmann::json;

constexpr int kMaximumLevels = 8;
constexpr int kMinimumSide = 64;
constexpr int kMaximumSide = 4096;

QString within(const QString& folder, const char* name)
{
    return folder + QLatin1Char('/') + QLatin1String(name);
}

/// A Hub snapshot lies in models--OWNER--NAME/snapshots/COMMIT: its name is NAME.
QString nameOf(const QString& path)
{
    QDir folder(path);
    const QString own = folder.dirName();
    if (folder.cdUp() && folder.dirName() == QLatin1String("snapshots") && folder.cdUp())
        return folder.dirName().section(QStringLiteral("--"), -1);
    return own;
}

Result<void> readInto(Json& config, const QString& path)
{
    auto read = readConfig(path);
    if (!read)
        return failWith(std::move(read));
    config = std::move(*read);
    return {};
}

Result<void> checkTokenizer(const QString& folder)
{
    for (const char* file : {"vocab.json", "merges.txt"})
        if (!QFileInfo::exists(within(folder, file)))
            return fail(ErrorCode::NotFound, QStringLiteral("%1 is missing").arg(within(folder, file)),
                QStringLiteral("download the tokenizer folder of this model"));
    return {};
}

Result<void> readComponents(ModelFolder& model)
{
    struct Row {
        const char* file;
        Json& config;
    };
    const std::array rows = {
        Row{"text_encoder/config.json", model.textEncoderConfig},
        Row{"unet/config.json", model.unetConfig},
        Row{"vae/config.json", model.vaeConfig},
        Row{"scheduler/scheduler_config.json", model.schedulerConfig},
    };
    for (const Row& row : rows)
        if (auto read = readInto(row.config, within(model.path, row.file)); !read)
            return read;
    model.zerosForBlankNegative = model.index.value("force_zeros_for_empty_prompt", Json(false)) == Json(true);
    if (auto complete = checkTokenizer(within(model.path, "tokenizer")); !complete)
        return complete;
    const QString second = within(model.path, "text_encoder_2/config.json");
    if (!QFileInfo::exists(second))
        return {};
    if (auto read = readInto(model.textEncoder2Config, second); !read)
        return read;
    return checkTokenizer(within(model.path, "tokenizer_2"));
}

/// "sample_size" of the UNet: a number, or [height, width]; latents.
int sampleSide(const Json& unet, std::size_t axis)
{
    const auto at = unet.find("sample_size");
    if (at != unet.end() && at->is_array() && at->size() == 2 && (*at)[axis].is_number_integer())
        return (*at)[axis].get<int>();
    return integerOr(unet, "sample_size", 64);
}

int nativeSide(const ModelFolder& model, std::size_t axis)
{
    const int latents = std::clamp(sampleSide(model.unetConfig, axis), 1, kMaximumSide);
    return std::clamp(latents * model.vaeFactor(), kMinimumSide, kMaximumSide);
}

Result<ModelFolder> fromFolder(const QString& path)
{
    if (auto possible = checkIsModelFolder(path); !possible)
        return failWith(std::move(possible));
    ModelFolder model;
    model.path = QFileInfo(path).absoluteFilePath();
    model.name = nameOf(model.path);
    if (auto read = readInto(model.index, within(model.path, "model_index.json")); !read)
        return failWith(std::move(read));
    if (auto known = checkPipeline(model.index, model.path); !known)
        return failWith(std::move(known));
    if (auto read = readComponents(model); !read)
        return failWith(std::move(read));
    auto defaults = readModelDefaults(within(model.path, "reverie.json"));
    if (!defaults)
        return failWith(std::move(defaults));
    model.defaults = std::move(*defaults);
    return model;
}

/// The folder itself, or the one that a single file lies in.
QString folder(const ModelFolder& model)
{
    return model.isSingleFile ? QFileInfo(model.path).absolutePath() : model.path;
}

Result<WeightSet> openPart(const ModelFolder& model, ModelPart part, const char* component)
{
    if (model.isSingleFile)
        return openCheckpointPart(model.path, part);
    const bool isText = part == ModelPart::TextEncoder || part == ModelPart::TextEncoder2;
    return WeightSet::open(
        within(model.path, component), isText ? QStringLiteral("model") : QStringLiteral("diffusion_pytorch_model"));
}

}  // namespace

Result<ModelFolder> ModelFolder::open(const QString& path)
{
    const QFileInfo info(path);
    auto model = info.exists() && !info.isDir() ? modelFromCheckpoint(info.absoluteFilePath()) : fromFolder(path);
    if (!model)
        return model;
    auto family = familyOf(
        {model->index, model->textEncoderConfig, model->textEncoder2Config, model->unetConfig, model->vaeConfig},
        model->path);
    if (!family)
        return failWith(std::move(family));
    if (!model->isSingleFile)
        model->family = *family;
    if (model->defaults.predictionType)
        model->schedulerConfig["prediction_type"] = model->defaults.predictionType->toStdString();
    return model;
}

std::vector<TokenizerPlace> ModelFolder::tokenizers() const
{
    std::vector<TokenizerPlace> all{{within(folder(*this), "tokenizer"), family == QLatin1String("sd2")}};
    if (hasTwoTextEncoders())
        all.push_back({within(folder(*this), "tokenizer_2"), true});
    for (TokenizerPlace& place : all)
        if (isSingleFile && !checkTokenizer(place.folder))
            place.folder.clear();
    return all;
}

Result<WeightSet> ModelFolder::openTextEncoder() const
{
    return openPart(*this, ModelPart::TextEncoder, "text_encoder");
}

Result<WeightSet> ModelFolder::openTextEncoder2() const
{
    return openPart(*this, ModelPart::TextEncoder2, "text_encoder_2");
}

Result<WeightSet> ModelFolder::openUNet() const
{
    return openPart(*this, ModelPart::UNet, "unet");
}

Result<WeightSet> ModelFolder::openVae() const
{
    return openPart(*this, ModelPart::Vae, "vae");
}

int ModelFolder::latentChannels() const
{
    return integerOr(vaeConfig, "latent_channels", 4);
}

int ModelFolder::vaeFactor() const
{
    const auto levels = vaeConfig.find("block_out_channels");
    const auto count = levels != vaeConfig.end() && levels->is_array() ? static_cast<int>(levels->size()) : 4;
    return 1 << (std::clamp(count, 1, kMaximumLevels) - 1);
}

int ModelFolder::nativeWidth() const
{
    return defaults.width.value_or(nativeSide(*this, 1));
}

int ModelFolder::nativeHeight() const
{
    return defaults.height.value_or(nativeSide(*this, 0));
}

}  // namespace reverie::weights
