#pragma once

#include "core/base/result.h"
#include "core/engine/scheduler_config.h"

#include <ATen/core/Tensor.h>

#include <functional>

namespace reverie::engine {

/// What the network says about `input` at a timestep of its training, guidance applied; its meaning is a Prediction.
/// input: [B, C, h, w], float32, x / sqrt(sigma^2 + 1); the answer has the same shape,
/// or [2, B, C, h, w] where guidance is left to the sampler.
/// Errors: Cancelled, and what the network may fail with.
using GuidedModel = std::function<Result<at::Tensor>(const at::Tensor& input, double timestep)>;

/// The picture that is believed to hide in x = x0 + sigma * noise: all that a sampler ever sees.
/// x: [B, C, h, w], float32; sigma > 0; the answer has the shape of the model's.
using Denoiser = std::function<Result<at::Tensor>(const at::Tensor& x, double sigma)>;

/// Hides guidance, prediction type and timesteps.
/// \param timestepOf the timestep that stands for a noise level
/// Source: Karras et al. 2022, section 5 and k-diffusion, external.py (c_skip, c_out, c_in with sigma_data 1).
[[nodiscard]] Denoiser makeDenoiser(
    GuidedModel model, Prediction prediction, std::function<double(double sigma)> timestepOf);

/// x0 from what the network said about x = sqrt(alpha) x0 + sqrt(1 - alpha) noise. alpha > 0 unless Velocity or Sample.
[[nodiscard]] at::Tensor predictedOriginal(
    Prediction prediction, const at::Tensor& x, const at::Tensor& output, double alpha);

/// The noise from the same. alpha < 1 unless Velocity or Epsilon.
[[nodiscard]] at::Tensor predictedNoise(
    Prediction prediction, const at::Tensor& x, const at::Tensor& output, double alpha);

}  // namespace reverie::engine
