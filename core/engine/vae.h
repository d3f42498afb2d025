#pragma once

#include "core/engine/unet_blocks.h"
#include "core/engine/vae_config.h"

#include <optional>
#include <vector>

namespace reverie::engine {

/// The blocks of one resolution of the encoder or decoder.
struct VaeBlock {
    std::vector<ResBlock> resnets;
    std::optional<Conv2d> downsampler;  ///< "downsamplers.0.conv" of the encoder
    std::optional<Conv2d> upsampler;    ///< "upsamplers.0.conv" of the decoder
};

/// A residual block, attention with one head over all pixels, a residual block.
struct VaeMidBlock {
    std::vector<ResBlock> resnets;
    std::optional<GroupNorm> group_norm;
    std::optional<Attention> attention;
};

/// Encoder or decoder.
struct VaeHalf {
    Conv2d conv_in;
    std::vector<VaeBlock> blocks;  ///< "down_blocks" or "up_blocks"
    VaeMidBlock mid_block;
    GroupNorm conv_norm_out;
    Conv2d conv_out;
};

/// The autoencoder between pictures and latents (diffusers' AutoencoderKL). Built once, then only read.
struct Vae {
    VaeConfig config;
    VaeHalf encoder;
    VaeHalf decoder;
    Linear quant_conv;       ///< undefined where the config has none
    Linear post_quant_conv;  ///< undefined where the config has none
};

/// A VAE without weights, as the config wants it; `weights` lists them and points into `vae`.
void declareVae(Vae& vae, const VaeConfig& config, WeightList& weights);

/// Makes the decoder faster where its weights are plain and stay where they are (on a card): see splitUpsampler.
void prepareForCard(Vae& vae);

/// The distribution of a picture's latents, before scaling.
struct LatentMoments {
    at::Tensor mean;         ///< [B, latent channels, H, W]
    at::Tensor logVariance;  ///< same shape; -30..20
};

/// \param latents [B, latent channels, H, W], already divided by the scaling factor and shifted
/// \return [B, 3, factor * H, factor * W] float32, about -1..1, not clamped
[[nodiscard]] at::Tensor decodeVae(const Vae& vae, const at::Tensor& latents);

/// Every pixel doubled, then the convolution. \param x [B, C, H, W] -> [B, C, 2 H, 2 W]
[[nodiscard]] at::Tensor doubled(const Conv2d& upsampler, const at::Tensor& x);

/// The decoder up to its last doubling, or, where there is none, up to its last level: [B, C, H', W'].
[[nodiscard]] at::Tensor decodeToLastLevel(const Vae& vae, const at::Tensor& latents);

/// \param picture [B, 3, H, W] in -1..1, sides divisible by the factor -> moments of [B, latent channels, H / factor,
/// ...]
[[nodiscard]] LatentMoments encodeVae(const Vae& vae, const at::Tensor& picture);

}  // namespace reverie::engine
