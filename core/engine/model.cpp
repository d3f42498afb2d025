#include "core/engine/model.h"

#include "core/engine/free_memory.h"
#include "core/engine/machine.h"
#include "core/engine/model_errors.h"
#include "core/engine/weight_loader.h"
#include "core/weights/check_keys.h"
#include "core/weights/config_file.h"

#include <ATen/core/Tensor.h>
#include <c10/core/InferenceMode.h>

#include <QFileInfo>

#include <array>

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
                     : weights::WeightSet::openFile(*path);
    if (!set)
        return failWith(std::move(set));
    return VaeOrigin{std::move(*config), std::move(*set)};
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
    if (model.unet.config.levels.front().crossAttentionDim != model.textEncoder.config.hiddenSize)
        return fail(ErrorCode::Unsupported,
            QStringLiteral("the UNet reads text of width %1, but the text encoder writes %2")
                .arg(model.unet.config.levels.front().crossAttentionDim)
                .arg(model.textEncoder.config.hiddenSize));
    return {};
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

Result<void> loadPart(const Part& part, Model& model, ProgressMeter& meter, const Cancellation& cancellation)
{
    const WeightTarget target{model.device.device, model.device.type};
    auto loaded = loadWeights(
        part.list, FileWeights(part.set), target, [&](std::uint64_t bytes) { meter.add(bytes, part.what); },
        cancellation);
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
    std::array declared{
        declarePart(model.textEncoder, folder.textEncoderConfig, folder.openTextEncoder(), &declareTextEncoder),
        declarePart(model.unet, folder.unetConfig, folder.openUNet(), &declareUNet),
        declarePart(model.vae, vae->config, std::move(vae->weights), &declareVae),
    };
    constexpr std::array kComponents{"text_encoder", "unet", "vae"};
    constexpr std::array kWords{"text encoder", "UNet", "VAE"};
    std::vector<Part> parts;
    for (std::size_t i = 0; i < declared.size(); ++i) {
        if (!declared[i])
            return failWith(std::move(declared[i]));
        parts.push_back(std::move(*declared[i]));
        parts.back().component = QString::fromLatin1(kComponents[i]);
        parts.back().what = QString::fromLatin1(kWords[i]);
    }
    return parts;
}

}  // namespace

Result<void> checkRoomForWeights(const Model& model)
{
    if (!model.device.device.is_cpu())
        return {};
    return checkMemory(model.weightBytes, freeMemoryBytes());
}

Result<Model> loadModel(const weights::ModelFolder& folder, const std::optional<QString>& vaePath,
    const DeviceChoice& device, const LoadObserver& onProgress, const Cancellation& cancellation)
{
    Model model;
    model.device = device;
    auto parts = declareModel(model, folder, vaePath);
    if (!parts)
        return failWith(std::move(parts));
    if (auto fits = checkFit(model); !fits)
        return failWith(std::move(fits));
    std::uint64_t total = 0;
    for (const Part& part : *parts) {
        if (auto fits = checkPart(part); !fits)
            return failWith(std::move(fits));
        total += part.set.weightBytes();
        model.weightBytes += part.set.parameterCount() * c10::elementSize(device.type);
    }
    if (auto fits = checkRoomForWeights(model); !fits)
        return failWith(std::move(fits));
    ProgressMeter meter(total, onProgress);
    for (const Part& part : *parts)
        if (auto loaded = loadPart(part, model, meter, cancellation); !loaded)
            return failWith(std::move(loaded));
    return model;
}

}  // namespace reverie::engine
