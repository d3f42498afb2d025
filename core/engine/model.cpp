#include "core/engine/model.h"

#include "core/engine/cuda_kernels.h"
#include "core/engine/free_memory.h"
#include "core/engine/machine.h"
#include "core/engine/memory_plan.h"
#include "core/engine/model_errors.h"
#include "core/engine/weight_loader.h"
#include "core/weights/check_keys.h"
#include "core/weights/checkpoint.h"
#include "core/weights/config_file.h"
#include "core/weights/seen_configs.h"

#include <ATen/core/Tensor.h>
#include <c10/core/InferenceMode.h>

#include <QFileInfo>

#include <algorithm>
#include <utility>

namespace reverie::engine {
namespace {

struct VaeOrigin {
    nlohmann::json config;
    weights::WeightSet weights;
};

Result<VaeOrigin> openVae(const weights::ModelFolder& folder, const std::optional<QString>& path)
{
    const bool isFolder = path && QFileInfo(*path).isDir();
    auto config = isFolder ? weights::readConfig(*path + QStringLiteral("/config.json"))
                           : Result<nlohmann::json>(folder.vaeConfig);
    if (!config)
        return failWith(std::move(config));
    auto set = !path ? folder.openVae()
        : isFolder   ? weights::WeightSet::open(*path, QStringLiteral("diffusion_pytorch_model"))
                     : weights::openVaeFile(*path);
    if (!set)
        return failWith(std::move(set));
    const bool isFile = path && !isFolder;
    return VaeOrigin{isFile ? weights::vaeConfigOf(set->tensors(), *config) : std::move(*config), std::move(*set)};
}

Result<void> checkTextFits(const Model& model)
{
    int states = 0;
    int pooled = 0;
    for (const TextEncoder& encoder : model.textEncoders) {
        states += encoder.config.hiddenSize;
        pooled = std::max(pooled, encoder.config.projectionDim);
    }
    const UNetConfig& unet = model.unet.config;
    if (unet.levels.front().crossAttentionDim != states)
        return fail(ErrorCode::Unsupported,
            QStringLiteral("the UNet reads text of width %1, but the text encoder writes %2")
                .arg(unet.levels.front().crossAttentionDim)
                .arg(states));
    const int read = unet.additionWidth - UNetConfig::kSizes * unet.additionFeatures;
    if (unet.additionWidth != 0 && read != pooled)
        return fail(ErrorCode::Unsupported,
            QStringLiteral("the UNet reads pooled text of width %1, but the text encoder writes %2")
                .arg(read)
                .arg(pooled));
    return {};
}

Result<void> checkFit(const Model& model)
{
    const int latents = model.vae.config.latentChannels;
    if (model.unet.config.inChannels != latents || model.unet.config.outChannels != latents)
        return fail(ErrorCode::Unsupported,
            QStringLiteral("the VAE has %1 latent channels, but the UNet %2")
                .arg(latents)
                .arg(model.unet.config.inChannels),
            QStringLiteral("use a VAE that was made for this model"));
    return checkTextFits(model);
}

/// One part of the model: what it needs and the files that hold it.
struct Part {
    QString component;  // "unet"
    QString what;       // "UNet"
    WeightList list;
    weights::WeightSet set;
};

template <typename Network, typename Config>
Result<Part> declarePart(Network& network, const nlohmann::json& json, Result<weights::WeightSet> set,
    void (*declare)(Network&, const Config&, WeightList&))
{
    if (!set)
        return failWith(std::move(set));
    auto config = Config::fromJson(json);
    if (!config)
        return failWith(std::move(config));
    Part part{{}, {}, {}, std::move(*set)};
    declare(network, *config, part.list);
    return part;
}

Result<void> checkPart(const Part& part)
{
    std::vector<weights::ExpectedTensor> expected;
    for (const WeightPlace& place : part.list.places())
        expected.push_back({place.name, place.shape});
    if (auto fits = weights::checkKeys(expected, part.set, part.what); !fits)
        return fits;
    return FileWeights(part.set).checkTypes();
}

/// Reports the bytes of all parts together as one fraction.
class ProgressMeter final {
public:
    ProgressMeter(std::uint64_t total, const LoadObserver& observer) : m_total(total), m_observer(observer) { }

    void add(std::uint64_t bytes, const QString& what)
    {
        m_done += bytes;
        if (m_observer)
            m_observer(static_cast<double>(m_done) / static_cast<double>(m_total), what);
    }

private:
    std::uint64_t m_total;
    std::uint64_t m_done = 0;
    const LoadObserver& m_observer;
};

/// The VAE of Stable Diffusion XL overflows in fp16.
at::ScalarType vaeType(const Model& model)
{
    const bool isXl = model.unet.config.additionWidth != 0;
    return isXl && model.device.type == at::kHalf ? at::kFloat : model.device.type;
}

at::ScalarType typeOf(const Part& part, const Model& model)
{
    return part.component == QLatin1String("vae") ? vaeType(model) : model.device.type;
}

/// \param isVisitor the weights wait on the CPU for the card
WeightTarget targetOf(const Part& part, const Model& model, bool isVisitor)
{
    return {isVisitor ? at::Device(at::kCPU) : model.device.device, typeOf(part, model), !isVisitor};
}

std::uint64_t bytesOf(const Part& part, const Model& model)
{
    return bytesInMemory(part.list, FileWeights(part.set), targetOf(part, model, false));
}

/// What a card of little memory asks for, for one picture of the model's own size.
Offload offloadFor(const Model& model, const std::vector<Part>& parts, const weights::ModelFolder& folder)
{
    if (model.device.device.is_cpu())
        return Offload::None;
    PartBytes bytes;
    for (const Part& part : parts)
        (part.component == QLatin1String("unet")         ? bytes.unet
                : part.component == QLatin1String("vae") ? bytes.vae
                                                         : bytes.text) += bytesOf(part, model);
    const MemoryDemand demand{model.unet.config, model.vae.config, model.device.type, vaeType(model),
        folder.nativeWidth(), folder.nativeHeight()};
    return chooseOffload(demand, bytes, freeCardBytes(model.device.device));
}

/// The weights stay where they were loaded, on the CPU, until something visits them.
void sendHome(Model& model, const std::vector<Part>& parts, Offload offload)
{
    model.offloaded = std::make_unique<Offloaded>();
    Offloaded& away = *model.offloaded;
    away.kind = offload;
    const at::Device device = model.device.device;
    const auto all = [](const std::string&) { return true; };
    const auto isInFrame = [](const std::string& name) { return !isInBlock(name); };
    for (const Part& part : parts)
        if (part.component == QLatin1String("unet")) {
            away.unetFrame = Visitors(part.list, device, isInFrame);
            away.unetBlocks = Visitors(part.list, device, isInBlock);
        } else if (part.component == QLatin1String("vae")) {
            away.vae = Visitors(part.list, device, all);
        } else {
            away.text.emplace_back(part.list, device, all);
        }
    if (offload == Offload::Blocks)
        model.unet.blocks = &away.unetBlocks;
    qInfo("the model's weights wait in the computer's memory and come to the device %s",
        offload == Offload::Blocks ? "block by block" : "part by part");
}

Result<void> loadPart(
    const Part& part, Model& model, Offload offload, ProgressMeter& meter, const Cancellation& cancellation)
{
    auto loaded = loadWeights(
        part.list, FileWeights(part.set), targetOf(part, model, offload != Offload::None),
        [&](std::uint64_t bytes) { meter.add(bytes, part.what); }, cancellation);
    if (!loaded)
        return loaded;
    releaseKeptMemory();
    for (const QString& file : part.set.files())
        model.files.push_back({part.component, file});
    return part.set.checkUnchanged();
}

Result<std::vector<Part>> declareModel(
    Model& model, const weights::ModelFolder& folder, const std::optional<QString>& vaePath)
{
    auto vae = openVae(folder, vaePath);
    if (!vae)
        return failWith(std::move(vae));
    // Sized before anything points into it.
    model.textEncoders.resize(folder.hasTwoTextEncoders() ? 2 : 1);
    for (TextEncoder& encoder : model.textEncoders)
        encoder.givesPenultimate = folder.hasTwoTextEncoders();
    std::vector<Part> parts;
    const auto add = [&](const char* component, const char* what, Result<Part> part) -> Result<void> {
        if (!part)
            return failWith(std::move(part));
        part->component = QString::fromLatin1(component);
        part->what = QString::fromLatin1(what);
        parts.push_back(std::move(*part));
        return {};
    };
    auto declared = add("text_encoder", "text encoder",
        declarePart(
            model.textEncoders.front(), folder.textEncoderConfig, folder.openTextEncoder(), &declareTextEncoder));
    if (declared && folder.hasTwoTextEncoders())
        declared = add("text_encoder_2", "second text encoder",
            declarePart(
                model.textEncoders.back(), folder.textEncoder2Config, folder.openTextEncoder2(), &declareTextEncoder));
    if (declared)
        declared = add("unet", "UNet", declarePart(model.unet, folder.unetConfig, folder.openUNet(), &declareUNet));
    if (declared)
        declared = add("vae", "VAE", declarePart(model.vae, vae->config, std::move(vae->weights), &declareVae));
    if (!declared)
        return failWith(std::move(declared));
    return parts;
}

}  // namespace

Result<void> checkRoomForWeights(const Model& model)
{
    if (!model.device.device.is_cpu())
        return {};
    return checkMemory(model.weightBytes, freeMemoryBytes());
}

void prepareForCard(Model& model)
{
    if (model.device.device.is_cpu())
        return;
    prepareForCard(model.unet);
    prepareForCard(model.vae);
    if (Recorder recorder = cuda::recorder(model.device.device)) {
        model.graphs = std::make_unique<ShapeGraphs>(std::move(recorder));
        model.unet.graphs = model.graphs.get();
    }
}

Result<std::unique_ptr<Model>> loadModel(const weights::ModelFolder& folder, const LoadChoice& choice,
    const LoadObserver& onProgress, const Cancellation& cancellation)
{
    auto model = std::make_unique<Model>();
    model->device = choice.device;
    auto parts = declareModel(*model, folder, choice.vaePath);
    if (!parts)
        return failWith(std::move(parts));
    if (auto fits = checkFit(*model); !fits)
        return failWith(std::move(fits));
    std::uint64_t total = 0;
    for (const Part& part : *parts) {
        if (auto fits = checkPart(part); !fits)
            return failWith(std::move(fits));
        total += part.set.weightBytes();
        model->weightBytes += bytesOf(part, *model);
    }
    if (auto fits = checkRoomForWeights(*model); !fits)
        return failWith(std::move(fits));
    const Offload offload = choice.offload.value_or(offloadFor(*model, *parts, folder));
    if (offload != Offload::None)
        if (auto fits = checkMemory(model->weightBytes, freeMemoryBytes()); !fits)
            return failWith(std::move(fits));
    ProgressMeter meter(total, onProgress);
    for (const Part& part : *parts)
        if (auto loaded = loadPart(part, *model, offload, meter, cancellation); !loaded)
            return failWith(std::move(loaded));
    if (offload != Offload::None)
        sendHome(*model, *parts, offload);
    else
        prepareForCard(*model);
    return model;
}

}  // namespace reverie::engine
