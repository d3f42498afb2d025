#pragma once

#include "core/library/model_identity.h"

#include <optional>

namespace reverie::library {

/// Channels of the latents that Stable Diffusion 1.x, 2.x and XL share.
inline constexpr std::int64_t kLatentChannels = 4;

/// The kind that a UNet with so many inputs is made for; nothing for those of every model.
[[nodiscard]] std::optional<ModelKind> kindOfInputs(std::int64_t channels);

/// Why a VAE of another architecture is of no use here.
[[nodiscard]] QString otherLatents(std::int64_t channels);

/// What a folder with model_index.json is that Reverie cannot run, by the pipeline that it names; `whyNot` stays empty.
[[nodiscard]] ModelIdentity identifyPipeline(const QString& folder);

/// What a folder with a config.json beside weights is: a VAE, a ControlNet, another part of a model.
[[nodiscard]] ModelIdentity identifyPart(const QString& folder);

}  // namespace reverie::library
