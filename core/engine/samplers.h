#pragma once

#include "core/engine/denoiser.h"

#include <QString>

#include <functional>
#include <vector>

namespace reverie::engine {

/// One finished call of the network: number `step` (from 1), and the picture that it believes in, [B, C, h, w].
using StepObserver = std::function<void(int step, const at::Tensor& estimate)>;

/// Fresh normal noise for a step from one noise level to the next, [B, C, h, w], float32, on the latents' device.
using NoiseSource = std::function<at::Tensor(double sigma, double sigmaNext)>;

/// The numbers that A1111 keeps among its settings.
struct SamplerOptions {
    double eta = 1;    ///< ancestral samplers: share of the noise that is drawn anew
    int lmsOrder = 4;  ///< 1..4
};

/// What a sampler is given besides the latents: its options, and the world outside.
struct SamplerRun {
    SamplerOptions options;
    NoiseSource noise;
    StepObserver observe;
};

/// A sampler carries latents down a schedule and keeps nothing.
/// \param x      latents, [B, C, h, w], float32: sigmas[0] * normal noise
/// \param sigmas noise levels, falling, the last one 0
/// \return the finished latents. Errors: those of the denoiser
using Sampler = Result<at::Tensor> (*)(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run);

/// Euler steps of the probability-flow ODE. Source: Karras et al. 2022, algorithm 2; k-diffusion sample_euler.
[[nodiscard]] Result<at::Tensor> sampleEuler(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run);

/// Euler steps that go too far down and add noise again. Source: k-diffusion sample_euler_ancestral.
[[nodiscard]] Result<at::Tensor> sampleEulerAncestral(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run);

/// DPM-Solver++(2M). Source: Lu et al. 2022 (arXiv 2211.01095), algorithm 2; k-diffusion sample_dpmpp_2m.
[[nodiscard]] Result<at::Tensor> sampleDpmpp2m(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run);

/// Linear multistep of Adams and Bashforth over sigma, which is not evenly spaced. Source: k-diffusion sample_lms.
[[nodiscard]] Result<at::Tensor> sampleLms(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run);

/// One line of the table: a sampler under its A1111 name.
struct SamplerRow {
    const char16_t* name;
    Sampler function;
};

/// The row with that name, or nullptr.
[[nodiscard]] const SamplerRow* findSamplerRow(const QString& name);

}  // namespace reverie::engine
