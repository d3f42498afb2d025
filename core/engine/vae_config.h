#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <vector>

namespace reverie::engine {

/// What a diffusers AutoencoderKL's config.json says, as far as Reverie runs it.
struct VaeConfig {
    int inChannels = 3;
    int outChannels = 3;
    int latentChannels = 4;
    std::vector<int> blockOutChannels;  ///< from the finest level on
    int layersPerBlock = 1;             ///< residual blocks of the encoder; the decoder has one more
    int normGroups = 32;
    bool hasMidAttention = true;
    bool usesQuantConv = true;
    bool usesPostQuantConv = true;
    double scalingFactor = 0.18215;
    double shiftFactor = 0;

    /// Pixels per latent: 2^(levels - 1).
    [[nodiscard]] int factor() const { return 1 << (blockOutChannels.size() - 1); }

    /// Errors: Unsupported (an option that changes the mathematics and that Reverie lacks), Corrupt; by name.
    [[nodiscard]] static Result<VaeConfig> fromJson(const nlohmann::json& config);
};

}  // namespace reverie::engine
