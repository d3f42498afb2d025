#pragma once

#include "core/weights/dtype.h"

#include <QString>

#include <cstdint>
#include <vector>

namespace reverie::library {

enum class ModelKind {
    Model,  ///< a whole one of Stable Diffusion 1.x, 2.x or XL
    Inpainting,
    InstructPix2Pix,
    Refiner,
    OtherModel,  ///< of an architecture that Reverie does not run
    UNet,
    Lora,
    Vae,
    Embedding,
    ControlNet,
    Adapter,
    Upscaler,
    TextEncoder,
    Unknown
};

/// What a file or a folder of weights is, told by what is in it, never by its name alone. A plain value.
struct ModelIdentity {
    ModelKind kind = ModelKind::Unknown;
    QString family;             ///< "sd1", "sd2", "sdxl"; empty where nothing shows it
    QString familyBecause;      ///< for people, such as "its cross-attention is 768 wide"; may be empty
    QString what;               ///< for people: "Stable Diffusion 1.x checkpoint", "LoRA for Stable Diffusion XL"
    QString predictionType;     ///< of a whole model: "epsilon", "v_prediction" or "sample"
    QString predictionBecause;  ///< of a checkpoint, which does not record it
    std::vector<weights::DType> dtypes;  ///< the one with most bytes first
    bool hasEmaCopies = false;
    bool bringsVae = true;         ///< of a whole model
    std::uint64_t bytes = 0;       ///< of the file, or of the tensors of a folder
    std::uint64_t parameters = 0;  ///< numbers in all tensors
    int nativeWidth = 0;           ///< pixels; 0 unless it makes pictures
    int nativeHeight = 0;          ///< pixels
    QString whyNot;                ///< a sentence when Reverie cannot use it; else empty

    bool operator==(const ModelIdentity&) const = default;
    [[nodiscard]] bool isUsable() const { return whyNot.isEmpty(); }
    /// Whether it makes pictures by itself.
    [[nodiscard]] bool isModel() const { return kind == ModelKind::Model && isUsable(); }
};

/// The word for a kind in JSON, such as "lora"; back again Unknown for another word.
[[nodiscard]] QString kindWord(ModelKind kind);
[[nodiscard]] ModelKind kindOfWord(const QString& word);

/// "Stable Diffusion 1.x"; empty for a family that is not known.
[[nodiscard]] QString familyName(const QString& family);

/// Looks at the headers of a file, or of a diffusers folder (a whole model, or one part with its config.json). Never
/// fails: what cannot be read is Unknown and says why. Never waits for a pipe or a device.
/// \param path absolute
[[nodiscard]] ModelIdentity identify(const QString& path);

}  // namespace reverie::library
