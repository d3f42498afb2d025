#pragma once

#include "core/engine/sigmas.h"

#include <QString>

namespace reverie::engine {

/// A schedule: the noise levels that a sampler visits, falling, mostly `steps` of them and a closing 0. A pure function
/// that computes in float32 and in its source's order, since the Brownian tree tells levels apart by a millionth.
/// \param steps 1..1000
using Schedule = std::vector<double> (*)(const SigmaTable& table, int steps);

/// Even in timesteps. Source: k-diffusion, DiscreteSchedule.get_sigmas. "Normal" is the same.
[[nodiscard]] std::vector<double> uniformSigmas(const SigmaTable& table, int steps);

/// Even in sigma^(1/7). Source: Karras et al. 2022 (arXiv 2206.00364), equation 5, between the model's own ends.
[[nodiscard]] std::vector<double> karrasSigmas(const SigmaTable& table, int steps);

/// Even in log sigma. Source: k-diffusion, get_sigmas_exponential.
[[nodiscard]] std::vector<double> exponentialSigmas(const SigmaTable& table, int steps);

/// A power of an even ramp in log sigma, the power being 1. Source: k-diffusion, get_sigmas_polyexponential.
[[nodiscard]] std::vector<double> polyexponentialSigmas(const SigmaTable& table, int steps);

/// Even in timesteps, stopping one short of the last. Source: Stability AI, generative-models,
/// LegacyDDPMDiscretization.
[[nodiscard]] std::vector<double> sgmUniformSigmas(const SigmaTable& table, int steps);

/// Even in arctan sigma, `steps` + 1 levels without a closing 0. Source: Sabour et al. 2024 (arXiv 2404.14507): what is
/// optimal for an isotropic Gaussian.
[[nodiscard]] std::vector<double> klOptimalSigmas(const SigmaTable& table, int steps);

/// The eleven levels optimised for Stable Diffusion 1, straight lines in log sigma between them. Source: Sabour et al.
/// 2024 (arXiv 2404.14507), as published with "Align Your Steps".
[[nodiscard]] std::vector<double> alignYourStepsSigmas(const SigmaTable& table, int steps);
/// The same for Stable Diffusion XL.
[[nodiscard]] std::vector<double> alignYourStepsXlSigmas(const SigmaTable& table, int steps);

/// Trained levels, evenly from the top, never interpolated.
[[nodiscard]] std::vector<double> simpleSigmas(const SigmaTable& table, int steps);

/// Trained levels, evenly from timestep 1 upwards; where `steps` does not divide their number there may be more levels
/// than asked for. Source: Song et al. 2021 (arXiv 2010.02502), appendix D.3, "linear".
[[nodiscard]] std::vector<double> ddimSigmas(const SigmaTable& table, int steps);

/// Between the ends as the quantiles of a beta distribution. Source: Lee et al. 2024 (arXiv 2407.12173), both shape
/// parameters being 0.6.
[[nodiscard]] std::vector<double> betaSigmas(const SigmaTable& table, int steps);

/// The schedule with that A1111 name, or nullptr. "Automatic" is none: request::chooseSampler knows what it means.
/// \param isXl of a model of Stable Diffusion XL, which has its own "Align Your Steps"
[[nodiscard]] Schedule findSchedule(const QString& name, bool isXl = false);

}  // namespace reverie::engine
