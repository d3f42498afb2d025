#include "core/engine/model.h"
#include "core/engine/weight_loader.h"

#include <ATen/core/Tensor.h>

#include <cmath>

namespace reverie::engine {
namespace {

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

    [[nodiscard]] Result<void> read(const WeightPlace& place, const at::Tensor& into) const override
    {
        if (place.shape.size() == 1) {
            into.fill_(place.name.ends_with(".weight") ? 1 : 0);
            return {};
        }
        const auto fanIn = static_cast<double>(into.numel()) / static_cast<double>(place.shape[0]);
        const bool isTable = place.kind == WeightKind::Plain;
        const auto scale = static_cast<float>(std::sqrt(3.0 / (isTable ? 1 : fanIn)));
        const std::uint64_t seed = std::hash<std::string>()(place.name);
        auto* numbers = into.data_ptr<float>();
        for (std::int64_t i = 0; i < into.numel(); ++i)
            numbers[i] = scale * uniform(seed + static_cast<std::uint64_t>(i) * kGoldenRatio);
        return {};
    }
};

UNetConfig sd1UNet()
{
    UNetConfig config;
    config.levels = {{320, 2, true, true}, {640, 2, true, true}, {1280, 2, true, true}, {1280, 2, false, false}};
    return config;
}

VaeConfig sd1Vae()
{
    VaeConfig config;
    config.blockOutChannels = {128, 256, 512, 512};
    config.layersPerBlock = 2;
    return config;
}

TextEncoderConfig sd1TextEncoder()
{
    TextEncoderConfig config;
    config.hiddenSize = 768;
    config.intermediateSize = 3072;
    config.heads = 12;
    return config;
}

}  // namespace

bool isRandomModel(const QString& name)
{
    return name.startsWith(QLatin1String("random:"));
}

Result<Model> randomModel(
    const QString& name, const DeviceChoice& device, const LoadObserver& onProgress, const Cancellation& cancellation)
{
    if (name != QLatin1String("random:sd1"))
        return fail(ErrorCode::NotFound, QStringLiteral("there is no random model \"%1\"").arg(name),
            QStringLiteral("use random:sd1"));
    Model model;
    model.device = device;
    WeightList weights;
    declareTextEncoder(model.textEncoder, sd1TextEncoder(), weights);
    declareUNet(model.unet, sd1UNet(), weights);
    declareVae(model.vae, sd1Vae(), weights);
    std::uint64_t count = 0;
    for (const WeightPlace& place : weights.places())
        count += static_cast<std::uint64_t>(c10::multiply_integers(place.shape));
    model.weightBytes = count * c10::elementSize(device.type);
    if (auto fits = checkRoomForWeights(model); !fits)
        return failWith(std::move(fits));
    std::uint64_t done = 0;
    const auto onRead = [&](std::uint64_t bytes) {
        done += bytes;
        onProgress(
            static_cast<double>(done) / static_cast<double>(count * sizeof(float)), QStringLiteral("random weights"));
    };
    auto loaded = loadWeights(weights, RandomWeights(), {device.device, device.type}, onRead, cancellation);
    if (!loaded)
        return failWith(std::move(loaded));
    return model;
}

}  // namespace reverie::engine
