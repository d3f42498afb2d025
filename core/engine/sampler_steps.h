#pragma once

#include "core/engine/denoiser.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

/// What several samplers take their steps with.
namespace reverie::engine {

/// dx / dsigma of the probability-flow ODE, which is the noise that the estimate leaves.
inline at::Tensor slope(const at::Tensor& x, const at::Tensor& denoised, double sigma)
{
    return (x - denoised) / sigma;
}

/// How far an ancestral step goes down, and how much noise it adds to come back to `sigmaNext`.
struct AncestralStep {
    double down = 0;
    double up = 0;
};

/// Source: k-diffusion, get_ancestral_step.
inline AncestralStep ancestralStep(double sigma, double sigmaNext, double eta)
{
    const double share = 1 - sigmaNext * sigmaNext / (sigma * sigma);
    const double up = std::min(sigmaNext, eta * sigmaNext * std::sqrt(share));
    return {std::sqrt(sigmaNext * sigmaNext - up * up), up};
}

/// One step down that begins with the estimate `denoised` of x at `sigma`, and may ask for another.
struct Stride {
    const at::Tensor& x;
    const at::Tensor& denoised;
    double sigma = 0;
    double sigmaNext = 0;
};

/// Karras et al. 2022, algorithm 2, lines 6 to 11.
[[nodiscard]] Result<at::Tensor> heunStride(const Denoiser& denoise, const Stride& stride);

/// DPM-Solver-2 over sigma: the slope half-way in log sigma carries x all the way.
[[nodiscard]] Result<at::Tensor> dpm2Stride(const Denoiser& denoise, const Stride& stride);

}  // namespace reverie::engine
