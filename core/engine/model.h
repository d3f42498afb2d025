#pragma once

#include "core/base/cancellation.h"
#include "core/base/result.h"
#include "core/engine/devices.h"
#include "core/engine/text_encoder.h"
#include "core/engine/unet.h"
#include "core/engine/vae.h"
#include "core/request/generation_events.h"
#include "core/weights/model_folder.h"
#include "core/weights/published_configs.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace reverie::engine {

/// The weights of a model that wait in the CPU's memory.
struct Offloaded {
    Offload kind = Offload::None;
    std::vector<Visitors> text;  ///< one for each text encoder
    Visitors unetFrame;          ///< what is in no block
    Visitors unetBlocks;
    Visitors vae;
};

/// A model in memory, ready to compute. Loaded where it stays: its weights are pointed to. Owned by the engine, read by
/// its one thread.
struct Model {
    UNet unet;
    Vae vae;
    std::vector<TextEncoder> textEncoders;  ///< one; of Stable Diffusion XL two, whose states stand side by side
    DeviceChoice device;
    std::vector<request::WeightFile> files;  ///< what was read; empty for a random model
    std::uint64_t weightBytes = 0;           ///< memory that the weights take, known before they are read
    std::unique_ptr<Offloaded> offloaded;    ///< null where all weights are on the device
    std::unique_ptr<ShapeGraphs> graphs;     ///< the UNet's; null where steps are not recorded
};

/// Told which fraction of the weights is read and of what, such as (0.25, "UNet"), on the calling thread.
using LoadObserver = std::function<void(double fraction, const QString& what)>;

/// How a model is loaded.
struct LoadChoice {
    DeviceChoice device = {};
    /// Another VAE: a diffusers VAE folder, its .safetensors file, one under original names, or a checkpoint that
    /// brings one.
    std::optional<QString> vaePath = std::nullopt;
    std::optional<Offload> offload = std::nullopt;  ///< empty = as the device's memory demands
};

/// Loads a model. Errors: those of opening the files; Unsupported (a config option, missing or
/// misshapen or unknown weights, a VAE that does not fit the UNet), Corrupt, OutOfMemory, Cancelled.
[[nodiscard]] Result<std::unique_ptr<Model>> loadModel(const weights::ModelFolder& folder, const LoadChoice& choice,
    const LoadObserver& onProgress, const Cancellation& cancellation);

/// Whether the model's `weightBytes` can be had at all. Cards refuse by themselves; a CPU's memory is promised first
/// and missed later. Errors: OutOfMemory with both figures.
[[nodiscard]] Result<void> checkRoomForWeights(const Model& model);

/// Takes what pays on a card whose weights stay there: merged projections, split upsamplers, recorded steps. Does
/// nothing on a CPU.
void prepareForCard(Model& model);

/// Whether the name stands for a model of random weights, such as "random:sd1".
[[nodiscard]] bool isRandomModel(const QString& name);
/// What such a model is made of. Errors: NotFound.
[[nodiscard]] Result<const weights::PublishedConfigs*> randomConfigs(const QString& name);

/// A full-size model of random weights that keep activations near a deviation of 1; reads no file.
/// Errors: NotFound (a name that is not among the published ones), OutOfMemory, Cancelled.
[[nodiscard]] Result<std::unique_ptr<Model>> randomModel(
    const QString& name, const DeviceChoice& device, const LoadObserver& onProgress, const Cancellation& cancellation);

}  // namespace reverie::engine
