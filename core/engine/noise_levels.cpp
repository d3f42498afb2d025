#include "core/engine/noise_levels.h"

#include "core/engine/sigmas.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace reverie::engine {

namespace {

/// The share of the picture that is left at the time t, 0..1. Nichol and Dhariwal 2021, equation 17.
double cosineLeft(double t)
{
    const double cosine = std::cos((t + 0.008) / 1.008 * std::numbers::pi / 2);
    return cosine * cosine;
}

double exponentialLeft(double t)
{
    return std::exp(-12 * t);
}

/// Hang et al. 2024 (arXiv 2407.03297), as diffusers spells it.
double laplaceLeft(double t)
{
    const double logSnr = -0.5 * std::copysign(1.0, 0.5 - t) * std::log(1 - 2 * std::abs(0.5 - t) + 1e-6);
    const double snr = std::exp(logSnr);
    return std::sqrt(snr / (1 + snr));
}

/// Betas that leave that much of the picture; they are capped at 0.999.
at::Tensor betasLeaving(double (*left)(double), int count)
{
    std::vector<double> betas;
    for (int i = 0; i < count; ++i)
        betas.push_back(
            std::min(1 - left(static_cast<double>(i + 1) / count) / left(static_cast<double>(i) / count), 0.999));
    return at::tensor(betas, at::kDouble).to(at::kFloat);
}

at::Tensor trainingBetas(const SchedulerConfig& config)
{
    if (!config.trainedBetas.empty())
        return at::tensor(config.trainedBetas, at::kDouble).to(at::kFloat);
    switch (config.betaSchedule) {
    case BetaSchedule::ScaledLinear:
        return at::linspace(std::sqrt(config.betaStart), std::sqrt(config.betaEnd), config.trainSteps, at::kFloat)
            .square();
    case BetaSchedule::SquaredCosine:
        return betasLeaving(cosineLeft, config.trainSteps);
    case BetaSchedule::Exponential:
        return betasLeaving(exponentialLeft, config.trainSteps);
    case BetaSchedule::Laplace:
        return betasLeaving(laplaceLeft, config.trainSteps);
    case BetaSchedule::Sigmoid:
        return at::linspace(-6, 6, config.trainSteps, at::kFloat).sigmoid() * (config.betaEnd - config.betaStart) +
            config.betaStart;
    case BetaSchedule::Linear:
        break;
    }
    return at::linspace(config.betaStart, config.betaEnd, config.trainSteps, at::kFloat);
}

std::vector<double> numbersOf(const at::Tensor& values)
{
    const at::Tensor wide = values.to(at::kDouble).contiguous();
    return {wide.data_ptr<double>(), wide.data_ptr<double>() + wide.numel()};
}

at::Tensor withZeroTerminalSnr(const at::Tensor& alphas)
{
    at::Tensor root = alphas.cumprod(0).sqrt();
    const at::Tensor first = root[0].clone();
    const at::Tensor last = root[-1].clone();
    root = (root - last) * (first / (first - last));
    const at::Tensor left = root.square();
    const at::Tensor ratios = at::cat({left.slice(0, 0, 1), left.slice(0, 1) / left.slice(0, 0, -1)});
    return 1 - (1 - ratios);
}

}  // namespace

std::vector<double> alphasCumprod(const SchedulerConfig& config, bool withZeroSnr)
{
    at::Tensor alphas = 1 - trainingBetas(config);
    if (withZeroSnr && config.rescaleBetasZeroSnr)
        alphas = withZeroTerminalSnr(alphas);
    return numbersOf(alphas.cumprod(0));
}

std::vector<double> trainedSigmas(const std::vector<double>& alphas)
{
    const at::Tensor given = at::tensor(alphas, at::kDouble).to(at::kFloat);
    const at::Tensor left = at::where(given > 0, given, at::scalar_tensor(0x1p-24, at::kFloat));
    return numbersOf(((1 - left) / left).sqrt());
}

std::vector<double> spreadTimesteps(const SchedulerConfig& config, int steps)
{
    std::vector<double> timesteps = linspace(0, config.trainSteps - 1, steps);
    std::reverse(timesteps.begin(), timesteps.end());
    const double trailingStride = static_cast<double>(config.trainSteps) / steps;
    for (int i = 0; i < steps; ++i) {
        if (config.spacing == TimestepSpacing::Leading)
            timesteps[i] = (steps - 1 - i) * (config.trainSteps / steps) + config.stepsOffset;
        if (config.spacing == TimestepSpacing::Trailing)
            timesteps[i] = std::nearbyint(config.trainSteps - i * trailingStride) - 1;
    }
    return timesteps;
}

std::vector<int> spreadWholeTimesteps(const SchedulerConfig& config, int steps)
{
    std::vector<int> whole;
    for (const double timestep : spreadTimesteps(config, steps))
        whole.push_back(static_cast<int>(std::nearbyint(timestep)));
    return whole;
}

std::vector<int> distilledTimesteps(const SchedulerConfig& config, int steps)
{
    const int stride = config.trainSteps / config.distilledSteps;
    const double share = static_cast<double>(config.distilledSteps) / steps;
    std::vector<int> timesteps;
    for (int i = 0; i < steps; ++i)
        timesteps.push_back((config.distilledSteps - static_cast<int>(i * share)) * stride - 1);
    return timesteps;
}

AlphaLevels alphaLevels(const SchedulerConfig& config, bool withZeroSnr)
{
    AlphaLevels levels{alphasCumprod(config, withZeroSnr)};
    if (!config.setAlphaToOne)
        levels.beforeFirst = levels.alphas.front();
    return levels;
}

}  // namespace reverie::engine
