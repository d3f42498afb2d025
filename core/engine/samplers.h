#pragma once

#include "core/engine/denoiser.h"

#include <QString>

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace reverie::engine {

/// One finished step: its number from 1, and the picture that the network believed in at its start, [B, C, h, w].
using StepObserver = std::function<void(int step, const at::Tensor& estimate)>;

/// Fresh normal noise for a step from one noise level to the next, [B, C, h, w], float32, on the latents' device.
using NoiseSource = std::function<at::Tensor(double sigma, double sigmaNext)>;

/// Noise whose sums over neighbouring steps agree: that of a Brownian motion between two noise levels.
/// \param seed of every picture's motion; the picture's own where there is none
using BrownianSource = std::function<NoiseSource(double smallest, double largest, std::optional<std::uint64_t> seed)>;

/// The numbers that A1111 keeps among its settings, and those that a sampler needs beside the levels.
struct SamplerOptions {
    double eta = 1;       ///< ancestral and stochastic samplers: share of the noise that is drawn anew
    int lmsOrder = 4;     ///< 1..4
    int steps = 0;        ///< DPM fast: how often to ask the network
    double guidance = 0;  ///< DDIM CFG++: the paper's lambda
};

/// What a sampler is given besides the latents: its options, and the world outside.
struct SamplerRun {
    SamplerOptions options = {};
    NoiseSource noise = {};
    StepObserver observe = {};
    BrownianSource brownian = {};  ///< for whoever plans a run on noise levels, and makes `noise` of it
};

/// A sampler carries latents down a row of noise levels and keeps nothing.
/// \param x      latents, [B, C, h, w], float32: x0 + sigmas[0] * noise, of which x0 hardly matters
/// \param sigmas noise levels, falling; the last one may be 0
/// \return the latents at the last level. Errors: those of the denoiser
using Sampler = Result<at::Tensor> (*)(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run);

/// Euler steps of the probability-flow ODE. Source: Karras et al. 2022 (arXiv 2206.00364), algorithm 2 without the
/// correction; k-diffusion sample_euler.
[[nodiscard]] Result<at::Tensor> sampleEuler(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run);

/// Heun steps: the mean of both ends' slopes. Source: Karras et al. 2022 (arXiv 2206.00364), algorithm 2; k-diffusion
/// sample_heun.
[[nodiscard]] Result<at::Tensor> sampleHeun(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run);

/// Linear multistep of Adams and Bashforth over sigma, which is not evenly spaced. Source: k-diffusion sample_lms.
[[nodiscard]] Result<at::Tensor> sampleLms(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run);

/// The slope of the logarithmic middle. Source: Lu et al. 2022 (arXiv 2206.00927), DPM-Solver-2; k-diffusion
/// sample_dpm_2.
[[nodiscard]] Result<at::Tensor> sampleDpm2(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run);

/// DPM-Solver++(2M). Source: Lu et al. 2022 (arXiv 2211.01095), algorithm 2; k-diffusion sample_dpmpp_2m.
[[nodiscard]] Result<at::Tensor> sampleDpmpp2m(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run);

/// DPM-Solver of orders 3, 2 and 1 over even steps in log sigma, from the first level to the last, which is not 0; it
/// asks the network `options.steps` times in all and observes each. Source: Lu et al. 2022 (arXiv 2206.00927),
/// "DPM-Solver-fast"; k-diffusion sample_dpm_fast.
[[nodiscard]] Result<at::Tensor> sampleDpmFast(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run);

/// DPM-Solver of orders 2 and 3, whose difference sets the length of the steps, so nobody knows their number; from the
/// first level to the last, which is not 0. All pictures share their steps: give it one. Observes every attempt.
/// Source: Lu et al. 2022 (arXiv 2206.00927), "DPM-Solver-23"; k-diffusion sample_dpm_adaptive.
[[nodiscard]] Result<at::Tensor> sampleDpmAdaptive(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run);

/// Euler steps that go too far down and add noise again. Source: k-diffusion sample_euler_ancestral.
[[nodiscard]] Result<at::Tensor> sampleEulerAncestral(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run);

/// DPM-Solver-2 steps that go too far down and add noise again. Source: k-diffusion sample_dpm_2_ancestral.
[[nodiscard]] Result<at::Tensor> sampleDpm2Ancestral(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run);

/// DPM-Solver++(2S) steps that go too far down and add noise again. Source: Lu et al. 2022 (arXiv 2211.01095),
/// algorithm 1; k-diffusion sample_dpmpp_2s_ancestral.
[[nodiscard]] Result<at::Tensor> sampleDpmpp2sAncestral(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run);

/// Heun steps that from 20 on go back up to sigma 2 once, from 36 on twice, when they have come to 0.1; that happens on
/// Karras's levels between the first one and the last above 0. As many steps as `sigmas` has, the extra ones included.
/// Source: Xu et al. 2023 (arXiv 2306.14878); the numbers are those that A1111 users know.
[[nodiscard]] Result<at::Tensor> sampleRestart(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run);

/// The estimate, noised anew to the next level. Source: Luo et al. 2023 (arXiv 2310.04378), algorithm 3. The paper's
/// boundary scalings differ from 0 and 1 by 7e-6 at most and are left out.
[[nodiscard]] Result<at::Tensor> sampleLcm(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run);

/// DPM-Solver++ (stochastic), two estimates a step. Source: Lu et al. 2022 (arXiv 2211.01095); k-diffusion
/// sample_dpmpp_sde.
[[nodiscard]] Result<at::Tensor> sampleDpmppSde(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run);

/// SDE-DPM-Solver++(2M), midpoint. Source: Lu et al. 2022 (arXiv 2211.01095); k-diffusion sample_dpmpp_2m_sde.
[[nodiscard]] Result<at::Tensor> sampleDpmpp2mSde(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run);

/// SDE-DPM-Solver++(2M), Heun. Source: k-diffusion sample_dpmpp_2m_sde with solver_type "heun".
[[nodiscard]] Result<at::Tensor> sampleDpmpp2mSdeHeun(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run);

/// SDE-DPM-Solver++(3M). Source: k-diffusion sample_dpmpp_3m_sde.
[[nodiscard]] Result<at::Tensor> sampleDpmpp3mSde(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run);

/// DDIM with eta 0. Source: Song et al. 2021 (arXiv 2010.02502), equation 13: over x / sqrt(alpha) it is an Euler step.
[[nodiscard]] Result<at::Tensor> sampleDdim(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run);

/// DDIM that noises the guided estimate with the unguided noise. Source: Chung et al. 2024 (arXiv 2406.08070),
/// algorithm 2, lambda being `options.guidance`.
/// \param denoise answers with both estimates, [2, B, C, h, w], that of the negative prompt first
[[nodiscard]] Result<at::Tensor> sampleDdimCfgpp(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run);

/// DDIM steps with the slope of Adams and Bashforth for even steps, the first one improved by its own end.
/// Source: Liu et al. 2022 (arXiv 2202.09778), formulas (9), (12) and (13).
[[nodiscard]] Result<at::Tensor> samplePlms(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run);

/// UniPC-3 that predicts the picture, B(h) = h, lower orders at both ends. Source: Zhao et al. 2023 (arXiv 2302.04867).
/// \param sigmas the last one is not 0
[[nodiscard]] Result<at::Tensor> sampleUniPc(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run);

}  // namespace reverie::engine
