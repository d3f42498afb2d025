#include "core/weights/checkpoint.h"

#include "core/weights/file_contents.h"
#include "core/weights/original_names.h"

#include <algorithm>
#include <array>

namespace reverie::weights {
namespace {

constexpr std::string_view kUNet = "model.diffusion_model.";
constexpr std::string_view kEma = "model_ema.";

/// Beginnings that some programs put before every name.
constexpr std::array<std::string_view, 2> kWrappers = {"state_dict.", "module."};
constexpr std::array<std::string_view, 2> kVaePrefixes = {"first_stage_model.", "vae."};

/// What was trained beside a VAE and is none of it.
constexpr std::array<std::string_view, 2> kBesideVae = {"loss.", "model_ema."};

enum class TextNames { Clip, OpenClipStates, OpenClipPooled };

struct TextRow {
    std::string_view prefix;
    TextNames names = TextNames::Clip;
};

/// Which text encoders make which family.
struct FamilyRow {
    const char* family;
    TextRow text;
    TextRow text2 = {};
};

constexpr std::array kFamilies = {
    FamilyRow{"sdxl", {"conditioner.embedders.0.transformer."},
        {"conditioner.embedders.1.model.", TextNames::OpenClipPooled}},
    FamilyRow{"sd1", {"cond_stage_model.transformer."}},
    FamilyRow{"sd2", {"cond_stage_model.model.", TextNames::OpenClipStates}},
    FamilyRow{
        "sd2", {"conditioner.embedders.0.model.", TextNames::OpenClipStates}},  // as Stability's later program has it
};

/// What the first text encoder's file may hold of the other half of CLIP.
constexpr std::array<std::string_view, 4> kClipBeginnings = {
    "text_model.", "embeddings.", "encoder.", "final_layer_norm."};

std::string_view unwrapped(std::string_view name)
{
    for (bool isWrapped = true; isWrapped;) {
        isWrapped = false;
        for (const std::string_view wrapper : kWrappers)
            if (name.starts_with(wrapper)) {
                name.remove_prefix(wrapper.size());
                isWrapped = true;
            }
    }
    return name;
}

bool holds(const std::vector<TensorInfo>& tensors, std::string_view prefix)
{
    return std::ranges::any_of(tensors, [&](const TensorInfo& t) { return unwrapped(t.name).starts_with(prefix); });
}

/// The tensors below `prefix`, their names without it.
std::vector<TensorInfo> below(std::string_view prefix, const std::vector<TensorInfo>& tensors)
{
    std::vector<TensorInfo> found;
    for (const TensorInfo& tensor : tensors)
        if (const std::string_view name = unwrapped(tensor.name);
            name.starts_with(prefix) && name.size() > prefix.size()) {
            found.push_back(tensor);
            found.back().name = name.substr(prefix.size());
        }
    return found;
}

bool beginsWithOneOf(std::string_view name, std::span<const std::string_view> beginnings)
{
    return std::ranges::any_of(beginnings, [&](std::string_view each) { return name.starts_with(each); });
}

std::vector<TensorInfo> textOf(const TextRow& row, const std::vector<TensorInfo>& tensors)
{
    if (row.prefix.empty())
        return {};
    std::vector<TensorInfo> found = below(row.prefix, tensors);
    if (row.names != TextNames::Clip)
        return textFromOpenClip(
            std::move(found), row.names == TextNames::OpenClipPooled ? OpenClipUse::Pooled : OpenClipUse::States);
    std::erase_if(found, [](const TensorInfo& tensor) { return !beginsWithOneOf(tensor.name, kClipBeginnings); });
    return found;
}

std::vector<TensorInfo> vaeOf(std::string_view prefix, const std::vector<TensorInfo>& tensors)
{
    std::vector<TensorInfo> found = below(prefix, tensors);
    std::erase_if(found, [](const TensorInfo& tensor) { return beginsWithOneOf(tensor.name, kBesideVae); });
    return vaeFromOriginal(std::move(found));
}

std::vector<TensorInfo> vaeOfCheckpoint(const std::vector<TensorInfo>& tensors)
{
    const auto* prefix =
        std::ranges::find_if(kVaePrefixes, [&](std::string_view each) { return holds(tensors, each); });
    return prefix == kVaePrefixes.end() ? std::vector<TensorInfo>() : vaeOf(*prefix, tensors);
}

QString nameOf(ModelPart part)
{
    switch (part) {
    case ModelPart::TextEncoder:
        return QStringLiteral("text encoder");
    case ModelPart::TextEncoder2:
        return QStringLiteral("second text encoder");
    case ModelPart::UNet:
        return QStringLiteral("UNet");
    case ModelPart::Vae:
        return QStringLiteral("VAE");
    }
    Q_UNREACHABLE();
}

Error without(ModelPart part, const QString& path)
{
    const bool isVae = part == ModelPart::Vae;
    return Error{isVae ? ErrorCode::NotFound : ErrorCode::Unsupported,
        QStringLiteral("%1 is a checkpoint without a %2 in it").arg(path, nameOf(part)),
        isVae ? QStringLiteral("name the VAE that belongs to it with --vae") : QStringLiteral("use a complete one"),
        {}};
}

}  // namespace

const std::vector<TensorInfo>& Checkpoint::part(ModelPart which) const
{
    switch (which) {
    case ModelPart::TextEncoder:
        return textEncoder;
    case ModelPart::TextEncoder2:
        return textEncoder2;
    case ModelPart::UNet:
        return unet;
    case ModelPart::Vae:
        return vae;
    }
    Q_UNREACHABLE();
}

Result<Checkpoint> readCheckpoint(const TensorFile& file)
{
    const std::vector<TensorInfo>& tensors = file.tensors();
    if (const ContentRow& row = contentsOf(tensors); row.contents != FileContents::Checkpoint)
        return tl::unexpected<Error>(notAModel(row, file.path()));
    const auto* family =
        std::ranges::find_if(kFamilies, [&](const FamilyRow& row) { return holds(tensors, row.text.prefix); });
    if (family == kFamilies.end())
        return tl::unexpected<Error>(without(ModelPart::TextEncoder, file.path()));
    Checkpoint found{QString::fromLatin1(family->family), textOf(family->text, tensors), textOf(family->text2, tensors),
        unetFromOriginal(below(kUNet, tensors)), vaeOfCheckpoint(tensors), holds(tensors, kEma)};
    if (!family->text2.prefix.empty() && found.textEncoder2.empty())
        return tl::unexpected<Error>(without(ModelPart::TextEncoder2, file.path()));
    return found;
}

Result<WeightSet> openCheckpointPart(const QString& path, ModelPart part)
{
    auto file = TensorFile::open(path);
    if (!file)
        return failWith(std::move(file));
    auto checkpoint = readCheckpoint(*file);
    if (!checkpoint)
        return failWith(std::move(checkpoint));
    if (checkpoint->part(part).empty())
        return tl::unexpected<Error>(without(part, path));
    return WeightSet::fromPart(std::move(*file), checkpoint->part(part));
}

Result<WeightSet> openVaeFile(const QString& path)
{
    auto file = TensorFile::open(path);
    if (!file)
        return failWith(std::move(file));
    const ContentRow& row = contentsOf(file->tensors());
    auto found = vaeOfCheckpoint(file->tensors());
    if (found.empty() && row.contents == FileContents::Vae)
        found = vaeOf({}, file->tensors());
    if (found.empty())
        return fail(ErrorCode::Unsupported,
            row.contents == FileContents::Checkpoint
                ? QStringLiteral("%1 is a checkpoint without a VAE in it").arg(path)
                : QStringLiteral("%1 is %2").arg(path, QString::fromLatin1(row.what)),
            QStringLiteral("name the file or the folder of a VAE"));
    return WeightSet::fromPart(std::move(*file), std::move(found));
}

}  // namespace reverie::weights
