#include "core/weights/checkpoint_model.h"

#include "core/weights/checkpoint.h"
#include "core/weights/config_file.h"
#include "core/weights/prediction.h"
#include "core/weights/published_configs.h"
#include "core/weights/seen_configs.h"

#include <QFileInfo>

namespace reverie::weights {
namespace {

/// Of Stable Diffusion 2 the published models differ in what they predict and in their size.
const PublishedConfigs& publishedFor(const QString& family, bool isVelocity)
{
    const bool isBase = family == QLatin1String("sd2") && !isVelocity;
    const PublishedConfigs* configs = publishedConfigs(isBase ? QStringLiteral("sd2-base") : family);
    Q_ASSERT(configs != nullptr);
    return *configs;
}

void readConfigs(ModelFolder& model, const Checkpoint& checkpoint, const PublishedConfigs& published)
{
    int pooledWidth = 0;
    model.textEncoderConfig = textConfigOf(checkpoint.textEncoder, published.textEncoders.front());
    if (published.textEncoders.size() > 1) {
        model.textEncoder2Config = textConfigOf(checkpoint.textEncoder2, published.textEncoders[1]);
        pooledWidth = integerOr(model.textEncoder2Config, "projection_dim", 0);
    }
    model.unetConfig = unetConfigOf(checkpoint.unet, published.unet, pooledWidth);
    model.vaeConfig = vaeConfigOf(checkpoint.vae, published.vae);
    model.schedulerConfig = published.scheduler;
}

/// diffusers recommends trailing steps where training ended in pure noise: only they begin there.
void setPrediction(nlohmann::json& scheduler, const PredictionGuess& guess)
{
    scheduler["prediction_type"] = guess.isVelocity ? "v_prediction" : "epsilon";
    if (!guess.hasZeroSnr || textOf(scheduler, "_class_name") == QLatin1String("PNDMScheduler"))
        return;
    scheduler["rescale_betas_zero_snr"] = true;
    scheduler["timestep_spacing"] = "trailing";
}

}  // namespace

Result<ModelFolder> modelFromCheckpoint(const QString& path)
{
    const auto file = TensorFile::open(path);
    if (!file)
        return tl::unexpected<Error>(file.error());
    const auto checkpoint = readCheckpoint(*file);
    if (!checkpoint)
        return tl::unexpected<Error>(checkpoint.error());
    const QFileInfo info(path);
    const QString notes =
        info.absolutePath() + QLatin1Char('/') + info.completeBaseName() + QStringLiteral(".reverie.json");
    auto defaults = readModelDefaults(notes);
    if (!defaults)
        return failWith(std::move(defaults));
    PredictionGuess guess = guessPrediction(*file, checkpoint->family);
    if (defaults->predictionType)
        guess = {*defaults->predictionType == QLatin1String("v_prediction"), guess.hasZeroSnr,
            QStringLiteral("as %1 says").arg(QFileInfo(notes).fileName())};

    ModelFolder model;
    model.path = path;
    model.name = info.completeBaseName();
    model.family = checkpoint->family;
    model.isSingleFile = true;
    model.hasEmaCopies = checkpoint->hasEmaCopies;
    model.index = nlohmann::json::object();
    model.zerosForBlankNegative = model.family == QLatin1String("sdxl");
    readConfigs(model, *checkpoint, publishedFor(model.family, guess.isVelocity));
    setPrediction(model.schedulerConfig, guess);
    model.predictionBecause = guess.because;
    model.defaults = std::move(*defaults);
    return model;
}

}  // namespace reverie::weights
