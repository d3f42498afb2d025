#include "core/engine/noise_levels.h"
#include "core/engine/schedulers.h"
#include "core/engine/sigmas.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace reverie::engine {

namespace {

/// What diffusers' set_timesteps makes: `timesteps[i]` goes with `sigmas[i]`; one more sigma closes the row.
struct SigmaPlan {
    std::vector<double> timesteps;
    std::vector<double> sigmas;
    double startScale = 1;  ///< init_noise_sigma
    Prediction prediction = Prediction::Epsilon;
};

/// Which of the options that the two classes share by name each of them reads.
struct Reads {
    bool zeroSnr = false;
    bool eulerOptions = false;  ///< ends of Karras spacing, interpolation, final sigma, continuous timesteps
};

double interpolated(const std::vector<double>& values, double place)
{
    const double inside = std::clamp(place, 0.0, static_cast<double>(values.size() - 1));
    const auto low = static_cast<std::size_t>(inside);
    const auto high = std::min(low + 1, values.size() - 1);
    return values[low] + (values[high] - values[low]) * (inside - static_cast<double>(low));
}

std::vector<double> sigmasAsTrained(const SchedulerConfig& config, const std::vector<double>& trained,
    const std::vector<double>& timesteps, Reads reads)
{
    if (reads.eulerOptions && config.isLogLinear)
        return exponentialRamp(trained.back(), trained.front(), static_cast<int>(timesteps.size()) + 1);
    std::vector<double> sigmas;
    for (const double timestep : timesteps)
        sigmas.push_back(interpolated(trained, timestep));
    return sigmas;
}

/// Spreads the sigmas anew where the config wants it; timesteps follow by log-sigma interpolation.
void respread(SigmaPlan& plan, const SchedulerConfig& config, const std::vector<double>& trained, Reads reads)
{
    const int steps = static_cast<int>(plan.timesteps.size());
    const bool isKarras = config.sigmaSpacing == SigmaSpacing::Karras;
    const bool hasOwnEnds = reads.eulerOptions || !isKarras;
    const double largest = hasOwnEnds ? config.sigmaMax.value_or(plan.sigmas.front()) : plan.sigmas.front();
    const double smallest = hasOwnEnds ? config.sigmaMin.value_or(plan.sigmas.back()) : plan.sigmas.back();
    plan.sigmas = isKarras ? karrasRamp(largest, smallest, steps) : exponentialRamp(largest, smallest, steps);
    const SigmaTable table(trained);
    std::transform(plan.sigmas.begin(), plan.sigmas.end(), plan.timesteps.begin(),
        [&](double sigma) { return table.timestepOf(std::max(sigma, 1e-10)); });
}

SigmaPlan planSigmas(const SchedulerConfig& config, int steps, Reads reads)
{
    const std::vector<double> trained = trainedSigmas(alphasCumprod(config, reads.zeroSnr));
    const TimestepSpacing spacing = config.spacing.value_or(TimestepSpacing::Linspace);
    SigmaPlan plan{.prediction = config.prediction};
    plan.timesteps = spreadTimesteps(config, spacing, steps);
    plan.sigmas = sigmasAsTrained(config, trained, plan.timesteps, reads);
    if (config.sigmaSpacing != SigmaSpacing::AsTrained)
        respread(plan, config, trained, reads);
    plan.sigmas.push_back(reads.eulerOptions && config.endsAtSigmaMin ? trained.front() : 0);

    const double largest = *std::max_element(plan.sigmas.begin(), plan.sigmas.end());
    plan.startScale = spacing == TimestepSpacing::Leading ? std::sqrt(largest * largest + 1) : largest;
    plan.sigmas.resize(static_cast<std::size_t>(steps) + 1);
    const bool isContinuous = config.hasContinuousTimesteps && config.prediction == Prediction::Velocity;
    for (int i = 0; i < steps && reads.eulerOptions && isContinuous; ++i)
        plan.timesteps[i] = 0.25 * std::log(plan.sigmas[i]);
    return plan;
}

Result<at::Tensor> runPlan(
    const GuidedModel& model, const at::Tensor& noise, const SigmaPlan& plan, Sampler sampler, const SamplerRun& run)
{
    const auto timestepOf = [&](double sigma) {
        const auto found = std::find(plan.sigmas.begin(), plan.sigmas.end(), sigma);
        return plan.timesteps[found - plan.sigmas.begin()];
    };
    return sampler(makeDenoiser(model, plan.prediction, timestepOf), noise * plan.startScale, plan.sigmas, run);
}

}  // namespace

Result<at::Tensor> runEulerDiscrete(
    const GuidedModel& model, at::Tensor noise, const SchedulerConfig& config, int steps, const SamplerRun& run)
{
    const SigmaPlan plan = planSigmas(config, steps, {.zeroSnr = true, .eulerOptions = true});
    return runPlan(model, noise, plan, sampleEuler, run);
}

Result<at::Tensor> runLmsDiscrete(
    const GuidedModel& model, at::Tensor noise, const SchedulerConfig& config, int steps, const SamplerRun& run)
{
    return runPlan(model, noise, planSigmas(config, steps, {}), sampleLms, run);
}

}  // namespace reverie::engine
