#pragma once

#include "core/engine/devices.h"
#include "core/engine/unet_config.h"
#include "core/engine/vae_config.h"

#include <cstdint>

namespace reverie::engine {

/// The memory that one call of the UNet holds at once beside its weights, from below: either all skip connections, or
/// what the finest level's first block on the way up reads. \param samples in the batch, both halves of guidance
/// counted \param width, height of the latents
[[nodiscard]] std::uint64_t leastUNetBytes(
    const UNetConfig& unet, at::ScalarType type, std::int64_t samples, int width, int height);

/// The memory that decoding one picture holds at once, from below: input and output of the finest level's first block.
/// \param width, height of the picture
[[nodiscard]] std::uint64_t leastDecodeBytes(const VaeConfig& vae, at::ScalarType type, int width, int height);

}  // namespace reverie::engine
