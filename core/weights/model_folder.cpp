#include "core/weights/model_folder.h"

#include "core/weights/architecture.h"
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
constexpr int kMaximumSteps = 1000;
constexpr double kMaximumGuidance = 100;

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
    if (auto complete = checkTokenizer(model.tokenizerDir()); !complete)
        return complete;
    const QString second = within(model.path, "text_encoder_2/config.json");
    if (!QFileInfo::exists(second))
        return {};
    if (auto read = readInto(model.textEncoder2Config, second); !read)
        return read;
    return checkTokenizer(model.tokenizer2Dir());
}

bool isIn(double value, double least, double most)
{
    return value >= least && value <= most;
}

Result<ModelDefaults> defaultsFrom(const Json& defaults, const QString& path)
{
    ModelDefaults all;
    const auto wrong = [&](const char* key) {
        return fail(ErrorCode::Corrupt, QStringLiteral("%1 has no usable \"%2\"").arg(path, QLatin1String(key)),
            QStringLiteral("correct it or delete that file"));
    };
    struct IntegerRow {
        const char* key;
        std::optional<int>& value;
        int least;
        int most;
    };
    for (const IntegerRow& row :
        {IntegerRow{"steps", all.steps, 1, kMaximumSteps}, IntegerRow{"width", all.width, kMinimumSide, kMaximumSide},
            IntegerRow{"height", all.height, kMinimumSide, kMaximumSide}})
        if (hasValue(defaults, row.key)) {
            row.value = integerOr(defaults, row.key, 0);
            if (!isIn(*row.value, row.least, row.most))
                return wrong(row.key);
        }
    if (hasValue(defaults, "cfg")) {
        all.guidanceScale = defaults["cfg"].is_number() ? defaults["cfg"].get<double>() : -1;
        if (!isIn(*all.guidanceScale, 0, kMaximumGuidance))
            return wrong("cfg");
    }
    if (hasValue(defaults, "sampler"))
        all.sampler = textOf(defaults, "sampler");
    if (hasValue(defaults, "schedule"))
        all.schedule = textOf(defaults, "schedule");
    return all;
}

Result<void> readDefaults(ModelFolder& model)
{
    const QString path = within(model.path, "reverie.json");
    if (!QFileInfo::exists(path))
        return {};
    auto config = readConfig(path);
    if (!config)
        return failWith(std::move(config));
    if (!hasValue(*config, "defaults"))
        return {};
    auto defaults = defaultsFrom((*config)["defaults"], path);
    if (!defaults)
        return failWith(std::move(defaults));
    model.defaults = std::move(*defaults);
    return {};
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

}  // namespace

Result<ModelFolder> ModelFolder::open(const QString& path)
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
    auto family =
        familyOf({model.index, model.textEncoderConfig, model.textEncoder2Config, model.unetConfig, model.vaeConfig},
            model.path);
    if (!family)
        return failWith(std::move(family));
    model.family = *family;
    if (auto read = readDefaults(model); !read)
        return failWith(std::move(read));
    return model;
}

QString ModelFolder::tokenizerDir() const
{
    return within(path, "tokenizer");
}

QString ModelFolder::tokenizer2Dir() const
{
    return within(path, "tokenizer_2");
}

Result<WeightSet> ModelFolder::openTextEncoder() const
{
    return WeightSet::open(within(path, "text_encoder"), QStringLiteral("model"));
}

Result<WeightSet> ModelFolder::openTextEncoder2() const
{
    return WeightSet::open(within(path, "text_encoder_2"), QStringLiteral("model"));
}

Result<WeightSet> ModelFolder::openUNet() const
{
    return WeightSet::open(within(path, "unet"), QStringLiteral("diffusion_pytorch_model"));
}

Result<WeightSet> ModelFolder::openVae() const
{
    return WeightSet::open(within(path, "vae"), QStringLiteral("diffusion_pytorch_model"));
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
