#pragma once

#include "core/weights/tensor_info.h"

#include <nlohmann/json.hpp>

namespace reverie::weights {

/// The configs of networks that bring none: what their tensors show (widths, layers, where attention stands, inputs),
/// over what `published` says of the family. What no tensor shows stays: activations, groups of norms, scaling factors.
/// Tensors that are missing leave the published value too, so that `checkKeys` can name them.
/// \param tensors under diffusers names
/// \param pooledWidth of the text that Stable Diffusion XL adds to the time; 0 = none
[[nodiscard]] nlohmann::json unetConfigOf(
    const std::vector<TensorInfo>& tensors, nlohmann::json published, int pooledWidth);
[[nodiscard]] nlohmann::json vaeConfigOf(const std::vector<TensorInfo>& tensors, nlohmann::json published);
[[nodiscard]] nlohmann::json textConfigOf(const std::vector<TensorInfo>& tensors, nlohmann::json published);

}  // namespace reverie::weights
