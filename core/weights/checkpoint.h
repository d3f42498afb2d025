#pragma once

#include "core/weights/weight_set.h"

namespace reverie::weights {

/// A network of a model.
enum class ModelPart { TextEncoder, TextEncoder2, UNet, Vae };

/// What a single-file checkpoint in the layout of CompVis' and Stability's programs holds: its tensors by network,
/// under diffusers names, where they lie in the file. What belongs to none of them (optimizers, noise schedules, copies
/// of moving averages) is passed over. A plain value.
struct Checkpoint {
    QString family;  ///< "sd1", "sd2" or "sdxl"
    std::vector<TensorInfo> textEncoder;
    std::vector<TensorInfo> textEncoder2;  ///< empty but for "sdxl"
    std::vector<TensorInfo> unet;
    std::vector<TensorInfo> vae;  ///< empty where the file brings none
    bool hasEmaCopies = false;    ///< moving averages of the UNet lie beside it; they are not read

    [[nodiscard]] const std::vector<TensorInfo>& part(ModelPart which) const;
};

/// Sorts the tensors of a file. Errors: Unsupported, saying in words what the file is instead: a LoRA, a VAE, a Stable
/// Diffusion 3 model, a checkpoint without text encoder ...
[[nodiscard]] Result<Checkpoint> readCheckpoint(const TensorFile& file);

/// The weights of one network of a checkpoint. Errors: those of opening and sorting; NotFound when it has none.
[[nodiscard]] Result<WeightSet> openCheckpointPart(const QString& path, ModelPart part);

/// The VAE of a file: one alone, under diffusers or original names, or that of a checkpoint.
/// Errors: those of TensorFile::open; Unsupported, saying in words what the file is instead.
[[nodiscard]] Result<WeightSet> openVaeFile(const QString& path);

}  // namespace reverie::weights
