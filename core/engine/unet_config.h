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
    std::vector<int> transformersDown = {1, 1};   ///< layers of each transformer on the way down
    std::vector<int> transformersUp = {1, 1, 1};  ///< and on the way up
};

/// What is at the bottom of the UNet.
enum class MidBlock {
    None,
    Residual,   ///< UNetMidBlock2D: one residual block
    Attention,  ///< UNetMidBlock2DCrossAttn: a residual block, a transformer, a residual block
};

/// What a diffusers UNet2DConditionModel's config.json says, as far as Reverie runs it.
struct UNetConfig {
    /// What Stable Diffusion XL is told: height and width of the original, top and left of the crop, height and width
    /// of the target. Its refiner hears of the picture's beauty, 1 to 10, instead of the target.
    static constexpr int kSizes = 6;
    static constexpr int kRefinerSizes = 5;

    int inChannels = 4;
    int outChannels = 4;
    std::vector<UNetLevelConfig> levels;
    MidBlock midBlock = MidBlock::Attention;
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
    int guidanceFeatures = 0;  ///< distilled from guidance: width of the sines and cosines of its scale; 0 = was not
    int additionFeatures = 0;  ///< Stable Diffusion XL: width of the sines and cosines of each size; 0 = no added text
    int additionWidth = 0;     ///< Stable Diffusion XL: width of pooled text and features of the six sizes together

    /// Errors: Unsupported (an option that changes the mathematics and that Reverie lacks), Corrupt; by name.
    [[nodiscard]] static Result<UNetConfig> fromJson(const nlohmann::json& config);
};

}  // namespace reverie::engine
