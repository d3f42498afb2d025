#include "core/engine/solver_step.h"

#include "core/engine/original_limits.h"

#include <ATen/ATen.h>

#include <cmath>

namespace reverie::engine {

namespace {

/// x = keep x - scale (integral of the polynomial with rate g) + noise.
struct StepFactors {
    double keep = 1;
    double scale = 1;
    double rate = 0;
    double noise = 0;
};

StepFactors factorsOf(SolverAlgorithm algorithm, const SolverLevel& from, const SolverLevel& to)
{
    const double h = to.lambda - from.lambda;
    switch (algorithm) {
    case SolverAlgorithm::Dpm:
        return {to.alpha / from.alpha, to.sigma, h, 0};
    case SolverAlgorithm::SdeDpm:
        return {to.alpha / from.alpha, 2 * to.sigma, h, to.sigma * std::sqrt(std::expm1(2 * h))};
    case SolverAlgorithm::SdeDpmPlusPlus:
        return {to.sigma / from.sigma * std::exp(-h), to.alpha, -2 * h, to.sigma * std::sqrt(-std::expm1(-2 * h))};
    case SolverAlgorithm::DpmPlusPlus:
        break;
    }
    return {to.sigma / from.sigma, to.alpha, -h, 0};
}

}  // namespace

SolverLevel levelOf(double ratio)
{
    const double alpha = 1 / std::sqrt(ratio * ratio + 1);
    return {alpha, ratio * alpha, -std::log(ratio)};
}

SolverEstimate estimateOf(const SchedulerConfig& config, const at::Tensor& x, const at::Tensor& output,
    const SolverLevel& level, bool isPicture)
{
    const double left = level.alpha * level.alpha;
    const at::Tensor original = limited(config, predictedOriginal(config.prediction, x, output, left));
    if (isPicture)
        return {original, original};
    if (config.thresholding)
        return {original, (x - original * level.alpha) / level.sigma};
    return {original, predictedNoise(config.prediction, x, output, left)};
}

bool integratesPictures(SolverAlgorithm algorithm)
{
    return algorithm == SolverAlgorithm::DpmPlusPlus || algorithm == SolverAlgorithm::SdeDpmPlusPlus;
}

bool addsNoise(SolverAlgorithm algorithm)
{
    return algorithm == SolverAlgorithm::SdeDpm || algorithm == SolverAlgorithm::SdeDpmPlusPlus;
}

at::Tensor solverStep(SolverAlgorithm algorithm, const at::Tensor& x, const SolverSpan& span, const SolverTerms& terms,
    const at::Tensor& noise)
{
    const auto [keep, scale, g, added] = factorsOf(algorithm, span.from, span.to);
    const double whole = std::expm1(g);
    at::Tensor next = x * keep - terms.value * (scale * whole);
    if (terms.slope.defined())
        next = next - terms.slope * (scale * (terms.isMidpoint ? whole / 2 : whole / g - 1));
    if (terms.bend.defined()) {
        const double half = algorithm == SolverAlgorithm::SdeDpmPlusPlus ? -0.5 : 0.5;
        next = next - terms.bend * (scale * ((whole - g) / (g * g) - half));
    }
    return noise.defined() ? next + noise * added : next;
}

}  // namespace reverie::engine
