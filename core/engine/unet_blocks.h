#pragma once

#include "core/engine/attention.h"
#include "core/engine/unet_config.h"
#include "core/engine/weight_list.h"

namespace reverie::engine {

/// A residual block (diffusers' ResnetBlock2D), of the UNet or, without time, of the VAE.
struct ResBlock {
    GroupNorm norm1;
    Conv2d conv1;
    Linear time_emb_proj;  ///< undefined without time
    GroupNorm norm2;
    Conv2d conv2;
    Linear conv_shortcut;  ///< undefined where in and out have the same width
};

/// Widths of a residual block.
struct ResBlockShape {
    std::int64_t in = 0;
    std::int64_t out = 0;
    std::int64_t time = 0;  ///< of the time embedding; 0 = without time
    int groups = 32;
    double eps = 1e-5;
};

void declareResBlock(ResBlock& block, const std::string& name, const ResBlockShape& shape, WeightList& weights);

/// x + conv2(silu(norm2(conv1(silu(norm1(x))) + time))). \param x [B, in, H, W]
/// \param time [1 or B, out]: time_emb_proj(silu(embedding)), or undefined -> [B, out, H, W]
[[nodiscard]] at::Tensor runResBlock(const ResBlock& block, const at::Tensor& x, const at::Tensor& time);

/// Self-attention, attention to the text and a gated feed-forward, each with its norm before it.
struct TransformerBlock {
    LayerNorm norm1;
    Attention attn1;
    LayerNorm norm2;
    Attention attn2;
    LayerNorm norm3;
    Linear ff_proj;  ///< "ff.net.0.proj": [2 * inner, C]
    Linear ff_out;   ///< "ff.net.2": [C, inner]
};

/// Transformer blocks over the pixels of a picture (diffusers' Transformer2DModel).
struct SpatialTransformer {
    GroupNorm norm;
    Linear proj_in;
    std::vector<TransformerBlock> transformer_blocks;
    Linear proj_out;
};

/// The text as each transformer block sees it.
using TextOfTransformer = std::vector<KeysAndValues>;

/// Where a transformer is, and of how many layers.
struct TransformerShape {
    const UNetConfig& config;
    const UNetLevelConfig& level;
    int layers = 1;
};

void declareTransformer(
    SpatialTransformer& transformer, const std::string& name, TransformerShape shape, WeightList& weights);

/// `x` once per conditioning: [batch, ...], the copies one after the other. \param x [b, ...], b divides batch
[[nodiscard]] at::Tensor repeatedTo(std::int64_t batch, const at::Tensor& x);

/// \param conditioning [B, L, context]
[[nodiscard]] TextOfTransformer prepareTransformer(const SpatialTransformer& layer, const at::Tensor& conditioning);

/// \param x [B, C, H, W], or [b, C, H, W] shared by the B / b conditionings -> [B, C, H, W]
[[nodiscard]] at::Tensor runTransformer(
    const SpatialTransformer& layer, const at::Tensor& x, const TextOfTransformer& text);

}  // namespace reverie::engine
