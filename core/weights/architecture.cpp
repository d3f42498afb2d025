#include "core/weights/architecture.h"

#include "core/weights/config_file.h"
#include "core/weights/tensor_names.h"

#include <algorithm>
#include <array>

namespace reverie::weights {
namespace {

using Json = nlohmann::json;

struct PipelineRow {
    const char* beginning;  // of the class name; the first row that fits counts
    const char* what;       // nullptr = known
};

constexpr std::array kPipelines = {
    PipelineRow{"StableDiffusionPipeline", nullptr},
    PipelineRow{"StableDiffusionImg2ImgPipeline", nullptr},
    PipelineRow{"StableDiffusionXLPipeline", nullptr},
    PipelineRow{"StableDiffusionXLImg2Img", "a Stable Diffusion XL refiner"},
    PipelineRow{"StableDiffusionXLInpaint", "an inpainting model"},
    PipelineRow{"StableDiffusionXL", "a variety of Stable Diffusion XL"},
    PipelineRow{"StableDiffusion3", "a Stable Diffusion 3 model"},
    PipelineRow{"StableDiffusionInpaint", "an inpainting model"},
    PipelineRow{"StableDiffusionInstructPix2Pix", "an InstructPix2Pix model"},
    PipelineRow{"StableDiffusionUpscale", "an upscaling model"},
    PipelineRow{"StableDiffusionLatentUpscale", "an upscaling model"},
    PipelineRow{"StableDiffusionDepth2Img", "a depth-to-image model"},
    PipelineRow{"StableDiffusionControlNet", "a ControlNet pipeline"},
    PipelineRow{"LatentConsistencyModel", nullptr},
    PipelineRow{"StableCascade", "a Stable Cascade model"},
    PipelineRow{"StableVideo", "a Stable Video Diffusion model"},
    PipelineRow{"Flux", "a FLUX model"},
    PipelineRow{"PixArt", "a PixArt model"},
    PipelineRow{"Kandinsky", "a Kandinsky model"},
    PipelineRow{"Sana", "a Sana model"},
    PipelineRow{"Qwen", "a Qwen-Image model"},
    PipelineRow{"Wuerstchen", "a Wuerstchen model"},
    PipelineRow{"DDPMPipeline", "a model without text"},
};

Error otherArchitecture(const QString& path, const QString& what)
{
    return Error{ErrorCode::Unsupported, QStringLiteral("%1 is %2, which Reverie cannot run").arg(path, what),
        QStringLiteral("use a Stable Diffusion 1.x, 2.x or XL model"), {}};
}

bool takesMore(const ArchitectureFacts& facts, int channels)
{
    return integerOr(facts.unet, "in_channels", 4) == channels && integerOr(facts.vae, "latent_channels", 4) == 4;
}

bool isSd2(const ArchitectureFacts& facts)
{
    return integerOr(facts.unet, "cross_attention_dim", 0) == 1024 &&
        facts.unet.value("use_linear_projection", Json(false)) == Json(true);
}

bool isSdxl(const ArchitectureFacts& facts)
{
    return textOf(facts.unet, "addition_embed_type") == QLatin1String("text_time");
}

bool isOneSided(const ArchitectureFacts& facts)
{
    return integerOr(facts.unet, "in_channels", 4) != integerOr(facts.unet, "out_channels", 4);
}

struct ConfigRow {
    bool (*fits)(const ArchitectureFacts&);
    const char* what;
};

/// What a Stable Diffusion pipeline may be instead of SD 1.x, 2.x or XL, told by its configs.
constexpr std::array kConfigs = {
    ConfigRow{[](const ArchitectureFacts& f) { return takesMore(f, 9); }, "an inpainting model"},
    ConfigRow{[](const ArchitectureFacts& f) { return takesMore(f, 8); }, "an InstructPix2Pix model"},
    ConfigRow{[](const ArchitectureFacts& f) { return takesMore(f, 5); }, "a depth-to-image model"},
    ConfigRow{[](const ArchitectureFacts& f) { return isSdxl(f) && f.textEncoder2.is_null(); },
        "a Stable Diffusion XL model without its second text encoder"},
    ConfigRow{[](const ArchitectureFacts& f) {
                  return hasValue(f.unet, "class_embed_type") || hasValue(f.unet, "num_class_embeds");
              },
        "a model with class labels"},
    ConfigRow{[](const ArchitectureFacts& f) { return hasValue(f.unet, "encoder_hid_dim_type"); },
        "a model with other text or picture inputs"},
    ConfigRow{isOneSided, "a model whose UNet takes other inputs than latents"},
};

struct ClassRow {
    const char* component;
    const Json& config;
    const char* key;
    const char* expected;
};

/// A missing class name passes: hand-made folders leave it out.
Result<void> checkClasses(const ArchitectureFacts& facts, const QString& path)
{
    const std::array rows = {
        ClassRow{"UNet", facts.unet, "_class_name", "UNet2DConditionModel"},
        ClassRow{"VAE", facts.vae, "_class_name", "AutoencoderKL"},
        ClassRow{"text encoder", facts.textEncoder, "model_type", "clip_text_model"},
    };
    for (const ClassRow& row : rows)
        if (const QString found = textOf(row.config, row.key); !found.isEmpty() && found != QLatin1String(row.expected))
            return tl::unexpected<Error>(otherArchitecture(path,
                QStringLiteral("a model with a %1 of the kind %2")
                    .arg(QLatin1String(row.component), inQuotes(found.toStdString()))));
    return {};
}

}  // namespace

Result<void> checkPipeline(const Json& index, const QString& path)
{
    const QString name = textOf(index, "_class_name");
    if (name.isEmpty())
        return fail(ErrorCode::Corrupt, QStringLiteral("%1/model_index.json does not name a pipeline").arg(path));
    const auto* row = std::ranges::find_if(
        kPipelines, [&](const PipelineRow& each) { return name.startsWith(QLatin1String(each.beginning)); });
    if (row == kPipelines.end())
        return tl::unexpected<Error>(
            otherArchitecture(path, QStringLiteral("a model for the pipeline %1").arg(inQuotes(name.toStdString()))));
    if (row->what != nullptr)
        return tl::unexpected<Error>(otherArchitecture(path, QString::fromLatin1(row->what)));
    return {};
}

Result<QString> familyOf(const ArchitectureFacts& facts, const QString& path)
{
    if (auto known = checkClasses(facts, path); !known)
        return failWith(std::move(known));
    const auto* row = std::ranges::find_if(kConfigs, [&](const ConfigRow& each) { return each.fits(facts); });
    if (row != kConfigs.end())
        return tl::unexpected<Error>(otherArchitecture(path, QString::fromLatin1(row->what)));
    if (isSdxl(facts))
        return QStringLiteral("sdxl");
    return isSd2(facts) ? QStringLiteral("sd2") : QStringLiteral("sd1");
}

}  // namespace reverie::weights
