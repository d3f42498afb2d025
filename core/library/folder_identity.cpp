#include "core/library/folder_identity.h"

#include "core/library/tensor_clues.h"
#include "core/weights/config_file.h"
#include "core/weights/weight_set.h"

#include <algorithm>
#include <array>

namespace reverie::library {
namespace {

constexpr std::int64_t kInpaintingInputs = 9;
constexpr std::int64_t kInstructInputs = 8;

struct PipelineRow {
    const char* part;  // of the class name; the first row that fits counts
    ModelKind kind;
    const char* what;
};

constexpr std::array kPipelines = {
    PipelineRow{"Inpaint", ModelKind::Inpainting, "inpainting model"},
    PipelineRow{"InstructPix2Pix", ModelKind::InstructPix2Pix, "InstructPix2Pix model"},
    PipelineRow{"StableDiffusionXLImg2Img", ModelKind::Refiner, "refiner"},
    PipelineRow{"StableDiffusion3", ModelKind::OtherModel, "Stable Diffusion 3 model"},
    PipelineRow{"Flux", ModelKind::OtherModel, "FLUX model"},
    PipelineRow{"StableDiffusion", ModelKind::Model, "model in a folder"},
    PipelineRow{"LatentConsistency", ModelKind::Model, "model in a folder"},
    PipelineRow{"", ModelKind::OtherModel, "model of another architecture"},
};

struct PartRow {
    const char* className;
    ModelKind kind;
    const char* what;
    const char* whyNot;
};

constexpr const char* kPart = "It is a part of a model; Reverie needs a whole one.";

constexpr std::array kParts = {
    PartRow{"AutoencoderKL", ModelKind::Vae, "VAE", nullptr},
    PartRow{"AutoencoderTiny", ModelKind::Vae, "tiny VAE", "Reverie does not use tiny VAEs."},
    PartRow{"ControlNetModel", ModelKind::ControlNet, "ControlNet", "Reverie does not use ControlNets."},
    PartRow{"T2IAdapter", ModelKind::Adapter, "adapter", "Reverie does not use adapters."},
    PartRow{"MotionAdapter", ModelKind::Adapter, "adapter", "Reverie does not use adapters."},
    PartRow{"UNet2DConditionModel", ModelKind::UNet, "UNet alone", kPart},
};

constexpr PartRow kUnknownPart = {"", ModelKind::Unknown, "folder of weights", "Reverie does not know what it is for."};

/// Some who trained a UNet with more inputs kept the plain pipeline's name.
ModelKind kindByInputs(const QString& folder, ModelKind kind)
{
    const auto unet = weights::readConfig(folder + QStringLiteral("/unet/config.json"));
    const int inputs = unet ? weights::integerOr(*unet, "in_channels", kLatentChannels) : kLatentChannels;
    return kind == ModelKind::Model ? kindOfInputs(inputs).value_or(kind) : kind;
}

const PartRow& partRow(const nlohmann::json& config)
{
    if (weights::textOf(config, "model_type").startsWith(QLatin1String("clip_text"))) {
        static constexpr PartRow kText = {"", ModelKind::TextEncoder, "text encoder", kPart};
        return kText;
    }
    const QString name = weights::textOf(config, "_class_name");
    const auto* row =
        std::ranges::find_if(kParts, [&](const PartRow& each) { return name == QLatin1String(each.className); });
    return row == kParts.end() ? kUnknownPart : *row;
}

Result<weights::WeightSet> weightsIn(const QString& folder, ModelKind kind)
{
    return weights::WeightSet::open(
        folder, kind == ModelKind::TextEncoder ? QStringLiteral("model") : QStringLiteral("diffusion_pytorch_model"));
}

}  // namespace

std::optional<ModelKind> kindOfInputs(std::int64_t channels)
{
    if (channels == kInpaintingInputs)
        return ModelKind::Inpainting;
    return channels == kInstructInputs ? std::optional(ModelKind::InstructPix2Pix) : std::nullopt;
}

QString otherLatents(std::int64_t channels)
{
    return QStringLiteral("It makes pictures from %1 channels, those of Stable Diffusion 1.x, 2.x and XL have %2.")
        .arg(channels)
        .arg(kLatentChannels);
}

ModelIdentity identifyPipeline(const QString& folder)
{
    const auto index = weights::readConfig(folder + QStringLiteral("/model_index.json"));
    const QString name = index ? weights::textOf(*index, "_class_name") : QString();
    const auto* row = std::ranges::find_if(
        kPipelines, [&](const PipelineRow& each) { return name.contains(QLatin1String(each.part)); });
    ModelIdentity identity;
    identity.kind = name.isEmpty() ? ModelKind::Unknown : kindByInputs(folder, row->kind);
    identity.what = name.isEmpty() ? QStringLiteral("model in a folder") : QString::fromLatin1(row->what);
    return identity;
}

ModelIdentity identifyPart(const QString& folder)
{
    ModelIdentity identity;
    identity.what = QString::fromLatin1(kUnknownPart.what);
    const auto config = weights::readConfig(folder + QStringLiteral("/config.json"));
    if (!config) {
        identity.whyNot = sentence(config.error());
        return identity;
    }
    const PartRow& row = partRow(*config);
    identity.kind = row.kind;
    identity.what = QString::fromLatin1(row.what);
    const auto weights = weightsIn(folder, row.kind);
    if (weights) {
        identity.bytes = weights->weightBytes();
        identity.parameters = weights->parameterCount();
        identity.dtypes = dtypesOf(weights->tensors());
        const FamilyClue clue = familyOfAttention(weights->tensors());
        identity.family = clue.family;
        identity.familyBecause = clue.because;
    }
    const int channels = weights::integerOr(*config, "latent_channels", kLatentChannels);
    if (row.whyNot != nullptr)
        identity.whyNot = QString::fromLatin1(row.whyNot);
    else if (!weights)
        identity.whyNot = sentence(weights.error());
    else if (channels != kLatentChannels)
        identity.whyNot = otherLatents(channels);
    return identity;
}

}  // namespace reverie::library
