#pragma once

#include "core/engine/denoiser.h"

#include <ATen/core/Tensor.h>

namespace reverie::engine {

/// A noise level of x = alpha x0 + sigma noise, alpha^2 + sigma^2 = 1.
struct SolverLevel {
    double alpha = 1;
    double sigma = 0;
    double lambda = 0;  ///< log(alpha / sigma), half the log signal-to-noise ratio
};

/// \param ratio sigma / alpha, which is what schedules are made of; 0 or more
[[nodiscard]] SolverLevel levelOf(double ratio);

/// The picture that the model believes in, and what a solver integrates: that picture, or the noise.
struct SolverEstimate {
    at::Tensor original;
    at::Tensor integrand;
};

/// \param isPicture whether the integrand is the picture. Source: diffusers' convert_model_output.
[[nodiscard]] SolverEstimate estimateOf(const SchedulerConfig& config, const at::Tensor& x, const at::Tensor& output,
    const SolverLevel& level, bool isPicture);

/// Whether the algorithm integrates pictures (the plus plus ones), and whether it adds noise.
[[nodiscard]] bool integratesPictures(SolverAlgorithm algorithm);
[[nodiscard]] bool addsNoise(SolverAlgorithm algorithm);

/// The Taylor polynomial of the integrand over lambda: its value at the step's start, its first and its second
/// derivative times the step's length to that power; the last two may be undefined.
struct SolverTerms {
    at::Tensor value;
    at::Tensor slope = {};
    at::Tensor bend = {};
    bool isMidpoint = false;  ///< the slope counts half the value's weight instead of its exact integral
};

/// The ends of a step.
struct SolverSpan {
    SolverLevel from;
    SolverLevel to;
};

/// The exact integral of the linear part with that polynomial for the rest. Source: Lu et al. 2022 (arXiv 2211.01095),
/// propositions 3.1 and 4.1, appendix B; stochastic: appendix A. The second derivative of the stochastic plus plus
/// algorithm carries the sign that diffusers gives it.
/// \param noise of the same shape as x; undefined where the algorithm adds none
[[nodiscard]] at::Tensor solverStep(SolverAlgorithm algorithm, const at::Tensor& x, const SolverSpan& span,
    const SolverTerms& terms, const at::Tensor& noise = {});

}  // namespace reverie::engine
