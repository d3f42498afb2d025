#pragma once

#include <nlohmann/json_fwd.hpp>

namespace reverie::app {

/// The work of one pass of a UNet, counted from its diffusers config (UNet2DConditionModel): convolutions, linear
/// layers and the two products of each attention, a multiplication with its addition as 2 operations. Norms and
/// activations are left out, as the field does when it compares programs. \param latentWidth, latentHeight  sides of
/// the latents \param tokens  length of the text conditioning, 77 a chunk \return floating-point operations for one
/// latent
[[nodiscard]] double unetOperations(const nlohmann::json& config, int latentWidth, int latentHeight, int tokens);

}  // namespace reverie::app
