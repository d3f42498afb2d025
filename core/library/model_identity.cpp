#include "core/library/model_identity.h"

#include "core/library/folder_identity.h"
#include "core/library/tensor_clues.h"
#include "core/weights/file_contents.h"
#include "core/weights/file_kind.h"
#include "core/weights/model_summary.h"
#include "core/weights/tensor_file.h"

#include <QFileInfo>

#include <algorithm>
#include <array>

namespace reverie::library {
namespace {

using weights::FileContents;

struct KindRow {
    FileContents contents;
    ModelKind kind;
    const char* noun;
    const char* whyNot;  // nullptr = nothing stands against it
};

constexpr std::array kKinds = {
    KindRow{FileContents::Checkpoint, ModelKind::Model, "checkpoint", nullptr},
    KindRow{FileContents::Refiner, ModelKind::Refiner, "refiner", "Reverie does not run refiners."},
    KindRow{FileContents::OtherModel, ModelKind::OtherModel, "model of another architecture",
        "Reverie runs Stable Diffusion 1.x, 2.x and XL only."},
    KindRow{FileContents::UNet, ModelKind::UNet, "UNet alone", "It is a part of a model; Reverie needs a whole one."},
    KindRow{FileContents::Vae, ModelKind::Vae, "VAE", nullptr},
    KindRow{FileContents::Lora, ModelKind::Lora, "LoRA", "Reverie does not use LoRAs."},
    KindRow{FileContents::ControlNet, ModelKind::ControlNet, "ControlNet", "Reverie does not use ControlNets."},
    KindRow{FileContents::Adapter, ModelKind::Adapter, "adapter", "Reverie does not use adapters."},
    KindRow{FileContents::Embedding, ModelKind::Embedding, "embedding", "Reverie does not use embeddings."},
    KindRow{FileContents::Upscaler, ModelKind::Upscaler, "upscaler", "Reverie does not use upscalers."},
    KindRow{FileContents::TextEncoder, ModelKind::TextEncoder, "text encoder",
        "It is a part of a model; Reverie needs a whole one."},
    KindRow{FileContents::Other, ModelKind::Unknown, "file of weights", "Reverie does not know what it is for."},
};

const KindRow& rowOf(const std::vector<weights::TensorInfo>& tensors, FileContents contents)
{
    const bool isEmbedding = contents == FileContents::Other && lookLikeVectors(tensors);
    const auto* row = std::ranges::find(kKinds, isEmbedding ? FileContents::Embedding : contents, &KindRow::contents);
    Q_ASSERT(row != kKinds.end());
    return *row;
}

FamilyClue familyOf(const std::vector<weights::TensorInfo>& tensors, ModelKind kind)
{
    if (kind == ModelKind::Embedding)
        return familyOfVectors(tensors);
    return kind == ModelKind::Vae ? FamilyClue() : familyOfAttention(tensors);
}

QString nounWithFamily(const QString& noun, const QString& family)
{
    const QString name = familyName(family);
    return name.isEmpty() ? noun : QStringLiteral("%1 for %2").arg(noun, name);
}

ModelIdentity unreadable(const QString& path, const Error& error)
{
    ModelIdentity identity;
    identity.what = QStringLiteral("unreadable file");
    identity.whyNot = sentence(error);
    const auto file = io::ReadFile::open(path);
    if (!file)
        return identity;
    identity.bytes = file->size();
    const auto kind = weights::fileKind(*file);
    if (kind == weights::FileKind::TorchZip || kind == weights::FileKind::Pickle)
        identity.what = QStringLiteral("PyTorch checkpoint");
    return identity;
}

/// What only a whole model shows.
void addSummary(ModelIdentity& identity, const weights::ModelSummary& model)
{
    identity.kind = ModelKind::Model;
    identity.family = model.family;
    identity.what = model.kind;
    identity.predictionType = model.predictionType;
    identity.predictionBecause = model.predictionBecause;
    identity.hasEmaCopies = model.hasEmaCopies;
    identity.dtypes = model.dtypes;
    identity.nativeWidth = model.nativeWidth;
    identity.nativeHeight = model.nativeHeight;
    identity.bringsVae = std::ranges::any_of(
        model.components, [](const weights::ComponentSummary& part) { return part.name == QLatin1String("vae"); });
}

void identifyCheckpoint(ModelIdentity& identity, const weights::TensorFile& file)
{
    identity.kind = kindOfInputs(inputChannels(file.tensors())).value_or(ModelKind::Model);
    const auto model = weights::describeModel(file.path());
    if (model)
        return addSummary(identity, *model);
    identity.whyNot = sentence(model.error());
}

ModelIdentity identifyFile(const QString& path)
{
    const auto file = weights::TensorFile::open(path);
    if (!file)
        return unreadable(path, file.error());
    const std::vector<weights::TensorInfo>& tensors = file->tensors();
    const weights::ContentRow& contents = weights::contentsOf(tensors);
    const KindRow& row = rowOf(tensors, contents.contents);
    const FamilyClue family = familyOf(tensors, row.kind);
    ModelIdentity identity;
    identity.kind = row.kind;
    identity.family = family.family;
    identity.familyBecause = family.because;
    identity.what = nounWithFamily(QString::fromLatin1(row.noun), family.family);
    identity.dtypes = dtypesOf(tensors);
    identity.bytes = file->sizeBytes();
    identity.parameters = parametersOf(tensors);
    if (row.whyNot != nullptr)
        identity.whyNot = QStringLiteral("It is %1. %2")
                              .arg(QString::fromLatin1(contents.what).section(QStringLiteral(", "), 0, 0),
                                  QString::fromLatin1(row.whyNot));
    if (row.kind == ModelKind::Vae && latentChannels(tensors) > kLatentChannels)
        identity.whyNot = otherLatents(latentChannels(tensors));
    if (row.kind == ModelKind::Model)
        identifyCheckpoint(identity, *file);
    return identity;
}

ModelIdentity identifyModelFolder(const QString& path)
{
    ModelIdentity identity;
    const auto model = weights::describeModel(path);
    if (model) {
        addSummary(identity, *model);
        identity.bytes = model->bytes();
        identity.parameters = model->parameterCount();
        return identity;
    }
    identity = identifyPipeline(path);
    identity.whyNot = sentence(model.error());
    return identity;
}

}  // namespace

ModelIdentity identify(const QString& path)
{
    if (!QFileInfo(path).isDir())
        return identifyFile(path);
    return QFileInfo::exists(path + QStringLiteral("/model_index.json")) ? identifyModelFolder(path)
                                                                         : identifyPart(path);
}

}  // namespace reverie::library
