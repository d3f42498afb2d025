#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <vector>

namespace reverie::engine {

/// One resolution of the UNet, from the finest (0) on; the way down and the way up share its width.
struct UNetLevelConfig {
    int channels = 320;
    int layers = 2;                ///< residual blocks on the way down; one more on the way up
    bool hasAttentionDown = true;  ///< CrossAttnDownBlock2D, else DownBlock2D
    bool hasAttentionUp = true;    ///< CrossAttnUpBlock2D, else UpBlock2D
    int heads = 8;                 ///< the number of heads: what diffusers misnames "attention_head_dim"
    int crossAttentionDim = 768;
    int transformerLayers = 1;
};

/// What a diffusers UNet2DConditionModel's config.json says, as far as Reverie runs it.
struct UNetConfig {
    /// What Stable Diffusion XL is told: height and width of the original, top and left of the crop, height and width
    /// of the target.
    static constexpr int kSizes = 6;

    int inChannels = 4;
    int outChannels = 4;
    std::vector<UNetLevelConfig> levels;
    bool hasMidBlock = true;  ///< UNetMidBlock2DCrossAttn, else none
    bool usesLinearProjection = false;
    int normGroups = 32;
    double normEps = 1e-5;
    bool flipsSinToCos = true;
    double freqShift = 0;
    int timeEmbedDim = 1280;
    int convInKernel = 3;
    int convOutKernel = 3;
    int downsamplePadding = 1;  ///< 1 on all sides, or 0 = one column and row at the far sides
    bool centersInput = false;
    int additionFeatures = 0;  ///< Stable Diffusion XL: width of the sines and cosines of each size; 0 = no added text
    int additionWidth = 0;     ///< Stable Diffusion XL: width of pooled text and features of the six sizes together

    /// Errors: Unsupported (an option that changes the mathematics and that Reverie lacks), Corrupt; by name.
    [[nodiscard]] static Result<UNetConfig> fromJson(const nlohmann::json& config);
};

}  // namespace reverie::engine
