#pragma once

#include "core/base/cancellation.h"
#include "core/base/result.h"
#include "core/engine/offload.h"
#include "core/engine/shape_graphs.h"
#include "core/engine/unet_blocks.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace reverie::engine {

/// The blocks of one resolution on the way down or up.
struct UNetBlock {
    std::vector<ResBlock> resnets;
    std::vector<SpatialTransformer> attentions;  ///< one per residual block, or none
    std::optional<Conv2d> resampler;             ///< "downsamplers.0.conv" or "upsamplers.0.conv"
};

/// The middle of the UNet: a residual block, a transformer, a residual block; or the first of these alone.
struct UNetMidBlock {
    std::vector<ResBlock> resnets;
    std::vector<SpatialTransformer> attentions;
};

/// The denoiser (diffusers' UNet2DConditionModel). Built once, then only read; several threads may run it.
struct UNet {
    UNetConfig config;
    Conv2d conv_in;
    Linear time_embedding_1;  ///< "time_embedding.linear_1"
    Linear time_embedding_2;  ///< "time_embedding.linear_2"
    Linear time_cond_proj;    ///< "time_embedding.cond_proj"; undefined unless distilled from guidance
    Linear add_embedding_1;   ///< "add_embedding.linear_1"; undefined without added text
    Linear add_embedding_2;   ///< "add_embedding.linear_2"
    std::vector<UNetBlock> down_blocks;
    std::optional<UNetMidBlock> mid_block;
    std::vector<UNetBlock> up_blocks;
    GroupNorm conv_norm_out;
    Conv2d conv_out;
    Visitors* blocks = nullptr;     ///< where blocks are on the device only while they compute
    ShapeGraphs* graphs = nullptr;  ///< where steps are recorded; then only one thread may run it
};

/// A UNet without weights, as the config wants it; `weights` lists them and points into `unet`.
void declareUNet(UNet& unet, const UNetConfig& config, WeightList& weights);

/// Makes the UNet faster where its weights are plain and stay where they are (on a card): see mergeProjections and
/// splitUpsampler.
void prepareForCard(UNet& unet);

/// The text as every transformer sees it: keys and values, computed once per prompt.
struct UNetContext {
    std::int64_t batch = 0;
    at::Tensor guidance;  ///< [1, width], for the timestep's features; undefined unless distilled from guidance
    at::Tensor added;     ///< [B, timeEmbedDim], for the time embedding; undefined where the UNet takes none
    std::vector<std::vector<TextOfTransformer>> down;
    std::vector<TextOfTransformer> mid;
    std::vector<std::vector<TextOfTransformer>> up;
};

/// What some UNets are told besides: those of Stable Diffusion XL of the whole picture, those that were distilled from
/// guidance of its scale. Others ignore it.
struct AddedText {
    at::Tensor pooled;          ///< [B, P]
    std::vector<double> sizes;  ///< original height and width, crop's top and left, target height and width; pixels
    std::optional<double> guidanceScale;  ///< 1 where there is none
};

/// \param conditioning [B, L, context] in the UNet's type
[[nodiscard]] UNetContext prepareContext(const UNet& unet, const at::Tensor& conditioning, const AddedText& added = {});

/// Called after each layer with its diffusers name and output, such as "down_blocks.0.attentions.1"; false stops the
/// run.
using LayerObserver = std::function<bool(const std::string& name, const at::Tensor& output)>;

/// The UNet's output for noisy latents.
/// \param latents  [b, C, H, W], any H and W; b is the context's batch B or divides it: then the B / b conditionings
///                 share the latents, ordered conditioning by conditioning (uncond of all, cond of all)
/// \param timestep 0..999, may be fractional
/// \return [B, C, H, W] float32, channels_last. Errors: Cancelled, within a fraction of a step (where steps are
/// recorded, before one).
[[nodiscard]] Result<at::Tensor> runUNet(const UNet& unet, const UNetContext& context, const at::Tensor& latents,
    double timestep, const Cancellation& cancellation);
/// The same, watched.
[[nodiscard]] Result<at::Tensor> runUNet(const UNet& unet, const UNetContext& context, const at::Tensor& latents,
    double timestep, const LayerObserver& observe);

/// Sines and cosines of the timestep, [width] float32. Source: diffusers get_timestep_embedding.
[[nodiscard]] at::Tensor timestepFeatures(double timestep, std::int64_t width, bool flipsSinToCos, double freqShift);

}  // namespace reverie::engine
