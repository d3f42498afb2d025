#pragma once

#include "core/base/result.h"
#include "core/weights/weight_set.h"

#include <nlohmann/json.hpp>

#include <optional>

namespace reverie::weights {

/// What a model wants when nobody says otherwise; from its optional reverie.json:
/// {"defaults": {"steps": 4, "cfg": 1.0, "sampler": "Euler a", "schedule": "Automatic", "width": 512, "height": 512}}.
struct ModelDefaults {
    std::optional<int> steps;             ///< 1..1000
    std::optional<double> guidanceScale;  ///< 0..100
    std::optional<QString> sampler;       ///< not judged here
    std::optional<QString> schedule;      ///< not judged here
    std::optional<int> width;             ///< pixels, 64..4096
    std::optional<int> height;            ///< pixels, 64..4096
};

/// A diffusers folder whose pipeline Reverie can run, its configs read and its parts found; weights not opened yet.
/// A plain value.
struct ModelFolder {
    QString path;                        ///< absolute
    QString name;                        ///< the folder's name (of a Hub snapshot: the repository's)
    QString family;                      ///< "sd1", "sd2" or "sdxl"
    nlohmann::json index;                ///< model_index.json
    nlohmann::json textEncoderConfig;    ///< text_encoder/config.json
    nlohmann::json textEncoder2Config;   ///< text_encoder_2/config.json; null where there is none
    nlohmann::json unetConfig;           ///< unet/config.json
    nlohmann::json vaeConfig;            ///< vae/config.json
    nlohmann::json schedulerConfig;      ///< scheduler/scheduler_config.json
    bool zerosForBlankNegative = false;  ///< a blank negative prompt is zeros, not the encoding of nothing
    ModelDefaults defaults;

    /// Says in words what `path` is when it is no such folder.
    /// Errors: NotFound (no such path, no model_index.json, a part is missing); Corrupt (a config that is no JSON, a
    /// web page, a Git LFS pointer); Unsupported (another architecture by name, a single-file checkpoint, a pickle
    /// ...).
    [[nodiscard]] static Result<ModelFolder> open(const QString& path);

    [[nodiscard]] bool hasTwoTextEncoders() const { return !textEncoder2Config.is_null(); }
    [[nodiscard]] QString tokenizerDir() const;
    [[nodiscard]] QString tokenizer2Dir() const;
    [[nodiscard]] Result<WeightSet> openTextEncoder() const;
    [[nodiscard]] Result<WeightSet> openTextEncoder2() const;
    [[nodiscard]] Result<WeightSet> openUNet() const;
    [[nodiscard]] Result<WeightSet> openVae() const;

    [[nodiscard]] int latentChannels() const;  ///< of the VAE
    [[nodiscard]] int vaeFactor() const;       ///< pixels per latent: 2^(levels - 1)
    [[nodiscard]] int nativeWidth() const;     ///< pixels: the default's, else the size that the UNet was made for
    [[nodiscard]] int nativeHeight() const;    ///< pixels
};

}  // namespace reverie::weights
