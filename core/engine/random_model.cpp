#include "core/engine/model.h"
#include "core/engine/weight_loader.h"

#include <ATen/core/Tensor.h>

#include <cmath>

namespace reverie::engine {
namespace {

constexpr const char* kPrefix = "random:";
constexpr std::uint64_t kGoldenRatio = 0x9E3779B97F4A7C15;

/// SplitMix64 as numbers in -1..1. Source: Steele, Lea and Flood 2014.
float uniform(std::uint64_t state)
{
    state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
    state = (state ^ (state >> 27)) * 0x94D049BB133111EB;
    return static_cast<float>(static_cast<std::int32_t>(state >> 32)) * 0x1p-31F;
}

/// Weights that are a hash of their name and place: matrices of variance 1 / fan-in, norms that scale by 1, no biases.
class RandomWeights final : public WeightSource {
public:
    [[nodiscard]] at::ScalarType typeOf(const WeightPlace&) const override { return at::kFloat; }
    [[nodiscard]] std::uint64_t positionOf(const WeightPlace&) const override { return 0; }

    [[nodiscard]] Result<void> readRows(
        const WeightPlace& place, std::int64_t first, const at::Tensor& rows) const override
    {
        if (place.shape.size() == 1) {
            rows.fill_(place.name.ends_with(".weight") ? 1 : 0);
            return {};
        }
        const std::int64_t fanIn = rows.numel() / rows.size(0);
        const bool isTable = place.kind == WeightKind::Plain;
        const auto scale = static_cast<float>(std::sqrt(3.0 / (isTable ? 1 : static_cast<double>(fanIn))));
        const std::uint64_t seed =
            std::hash<std::string>()(place.name) + static_cast<std::uint64_t>(first * fanIn) * kGoldenRatio;
        auto* numbers = rows.data_ptr<float>();
        for (std::int64_t i = 0; i < rows.numel(); ++i)
            numbers[i] = scale * uniform(seed + static_cast<std::uint64_t>(i) * kGoldenRatio);
        return {};
    }
};

/// Lists all weights of a model as its family was published. `model` stays where it is.
Result<WeightList> declare(Model& model, const weights::PublishedConfigs& configs)
{
    WeightList list;
    model.textEncoders.resize(configs.textEncoders.size());
    for (std::size_t i = 0; i < configs.textEncoders.size(); ++i) {
        const auto text = TextEncoderConfig::fromJson(configs.textEncoders[i]);
        if (!text)
            return tl::unexpected<Error>(text.error());
        model.textEncoders[i].givesPenultimate = configs.textEncoders.size() > 1;
        declareTextEncoder(model.textEncoders[i], *text, list);
    }
    const auto unet = UNetConfig::fromJson(configs.unet);
    const auto vae = VaeConfig::fromJson(configs.vae);
    if (!unet || !vae)
        return tl::unexpected<Error>(unet ? vae.error() : unet.error());
    declareUNet(model.unet, *unet, list);
    declareVae(model.vae, *vae, list);
    return list;
}

}  // namespace

bool isRandomModel(const QString& name)
{
    return name.startsWith(QLatin1String(kPrefix));
}

Result<const weights::PublishedConfigs*> randomConfigs(const QString& name)
{
    const auto* configs = weights::publishedConfigs(name.mid(QLatin1String(kPrefix).size()));
    if (!configs)
        return fail(ErrorCode::NotFound, QStringLiteral("there is no random model \"%1\"").arg(name),
            QStringLiteral("use random:%1").arg(weights::publishedNames().join(QStringLiteral(" or random:"))));
    return configs;
}

Result<std::unique_ptr<Model>> randomModel(
    const QString& name, const DeviceChoice& device, const LoadObserver& onProgress, const Cancellation& cancellation)
{
    const auto configs = randomConfigs(name);
    if (!configs)
        return tl::unexpected<Error>(configs.error());
    auto model = std::make_unique<Model>();
    model->device = device;
    const auto weights = declare(*model, **configs);
    if (!weights)
        return tl::unexpected<Error>(weights.error());
    std::uint64_t count = 0;
    for (const WeightPlace& place : weights->places())
        count += static_cast<std::uint64_t>(c10::multiply_integers(place.shape));
    model->weightBytes = count * c10::elementSize(device.type);
    if (auto fits = checkRoomForWeights(*model); !fits)
        return failWith(std::move(fits));
    std::uint64_t done = 0;
    const auto onRead = [&](std::uint64_t bytes) {
        done += bytes;
        onProgress(
            static_cast<double>(done) / static_cast<double>(count * sizeof(float)), QStringLiteral("random weights"));
    };
    auto loaded = loadWeights(*weights, RandomWeights(), {device.device, device.type}, onRead, cancellation);
    if (!loaded)
        return failWith(std::move(loaded));
    prepareForCard(*model);
    return model;
}

}  // namespace reverie::engine
