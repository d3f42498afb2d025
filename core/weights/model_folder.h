#pragma once

#include "core/base/result.h"
#include "core/weights/model_defaults.h"
#include "core/weights/weight_set.h"

#include <nlohmann/json.hpp>

#include <vector>

namespace reverie::weights {

/// Where the vocabulary of a text encoder stands.
struct TokenizerPlace {
    QString folder;  ///< a diffusers tokenizer folder; empty = CLIP's own vocabulary, which all families share
    bool padsWithZero = false;  ///< with CLIP's own: texts are filled up with token 0 instead of the end token
};

/// A model whose pipeline Reverie can run, its configs read and its parts found; weights not opened yet: a diffusers
/// folder, or a single-file checkpoint that looks like one, with the configs that its tensors show and its family was
/// published with. A plain value.
struct ModelFolder {
    QString path;                        ///< absolute; of a folder or a file
    QString name;                        ///< the folder's (of a Hub snapshot: the repository's) or file's name
    QString family;                      ///< "sd1", "sd2" or "sdxl"
    nlohmann::json index;                ///< model_index.json
    nlohmann::json textEncoderConfig;    ///< text_encoder/config.json
    nlohmann::json textEncoder2Config;   ///< text_encoder_2/config.json; null where there is none
    nlohmann::json unetConfig;           ///< unet/config.json
    nlohmann::json vaeConfig;            ///< vae/config.json; of a checkpoint without VAE: the family's
    nlohmann::json schedulerConfig;      ///< scheduler/scheduler_config.json
    bool zerosForBlankNegative = false;  ///< a blank negative prompt is zeros, not the encoding of nothing
    bool isSingleFile = false;
    bool hasEmaCopies = false;  ///< of a single file: moving averages of the UNet lie beside it
    QString predictionBecause;  ///< of a single file: why the scheduler's prediction type was chosen, for people
    ModelDefaults defaults;

    /// Says in words what `path` is when it is no such model.
    /// Errors: NotFound (no such path, no model_index.json, a part is missing); Corrupt (a config that is no JSON, a
    /// web page, a Git LFS pointer); Unsupported (another architecture by name, a pickle, a LoRA ...).
    [[nodiscard]] static Result<ModelFolder> open(const QString& path);

    [[nodiscard]] bool hasTwoTextEncoders() const { return !textEncoder2Config.is_null(); }
    /// One for each text encoder.
    [[nodiscard]] std::vector<TokenizerPlace> tokenizers() const;
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
