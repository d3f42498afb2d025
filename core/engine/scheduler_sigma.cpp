#include "core/engine/noise_levels.h"
#include "core/engine/original_limits.h"
#include "core/engine/schedulers.h"
#include "core/engine/sigma_spacing.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

// The schedulers that diffusers took over from k-diffusion: k-diffusion's samplers on levels of their own.

namespace reverie::engine {

namespace {

/// What diffusers' set_timesteps makes: `timesteps[i]` goes with `sigmas[i]`; one more sigma closes the row.
struct SigmaPlan {
    const SchedulerConfig& config;
    TrainedLevels trained;
    std::vector<double> timesteps;
    std::vector<double> sigmas = {};
    double startScale = 1;  ///< init_noise_sigma
    bool asksBetween = false;
};

/// How a class differs from the others in its planning.
struct PlanRules {
    bool hasZeroSnr = false;
    bool ignoresKarrasEnds = false;  ///< sigma_min and sigma_max count for the other spacings alone
    /// Every other call is for a level between two of the plan, even where both are equal; only the plan's own
    /// timesteps are rounded, and these for Karras's spacing alone.
    bool asksBetween = false;
};

std::vector<double> sigmasAsTrained(const SchedulerConfig& config, const SigmaPlan& plan)
{
    if (config.isLogLinear)
        return spreadSigmas(SigmaSpacing::Exponential, plan.trained.largest(), plan.trained.smallest(),
            static_cast<int>(plan.timesteps.size()) + 1);
    std::vector<double> sigmas;
    for (const double timestep : plan.timesteps)
        sigmas.push_back(plan.trained.sigmaAt(timestep));
    return sigmas;
}

/// Spreads the sigmas anew where the config wants it; timesteps follow by log-sigma interpolation.
void respread(SigmaPlan& plan, const SchedulerConfig& config, PlanRules rules)
{
    const bool isKarras = config.sigmaSpacing == SigmaSpacing::Karras;
    const bool hasOwnEnds = !isKarras || !rules.ignoresKarrasEnds;
    const double largest = hasOwnEnds ? config.sigmaMax.value_or(plan.sigmas.front()) : plan.sigmas.front();
    const double smallest = hasOwnEnds ? config.sigmaMin.value_or(plan.sigmas.back()) : plan.sigmas.back();
    plan.sigmas = spreadSigmas(config.sigmaSpacing, largest, smallest, static_cast<int>(plan.timesteps.size()));
    const bool rounds = isKarras && rules.asksBetween;
    std::transform(plan.sigmas.begin(), plan.sigmas.end(), plan.timesteps.begin(), [&](double sigma) {
        const double timestep = plan.trained.timestepOf(sigma);
        return rounds ? std::nearbyint(timestep) : timestep;
    });
}

SigmaPlan planSigmas(const SchedulerConfig& config, int steps, PlanRules rules)
{
    SigmaPlan plan{
        config, TrainedLevels(trainedSigmas(alphasCumprod(config, rules.hasZeroSnr))), spreadTimesteps(config, steps)};
    plan.asksBetween = rules.asksBetween;
    plan.sigmas = sigmasAsTrained(config, plan);
    if (config.sigmaSpacing != SigmaSpacing::AsTrained)
        respread(plan, config, rules);
    plan.sigmas.push_back(config.endsAtSigmaMin ? plan.trained.smallest() : 0);
    plan.sigmas = roundedToFloat(plan.sigmas);

    const double largest = *std::max_element(plan.sigmas.begin(), plan.sigmas.end());
    plan.startScale = config.spacing == TimestepSpacing::Leading ? std::sqrt(largest * largest + 1) : largest;
    plan.sigmas.resize(static_cast<std::size_t>(steps) + 1);
    const bool isContinuous = config.hasContinuousTimesteps && config.prediction == Prediction::Velocity;
    for (int i = 0; i < steps && isContinuous; ++i)
        plan.timesteps[i] = 0.25 * std::log(plan.sigmas[i]);
    return plan;
}

/// \param sampler asks for the levels of the plan and for some in between
Result<at::Tensor> runPlan(
    const GuidedModel& model, const at::Tensor& noise, const SigmaPlan& plan, Sampler sampler, const SamplerRun& run)
{
    const auto timestepOf = [&, call = 0](double sigma) mutable {
        if (plan.asksBetween && call++ % 2 == 1)
            return plan.trained.timestepOf(sigma);
        const auto found = std::find(plan.sigmas.begin(), plan.sigmas.end(), sigma);
        const auto index = static_cast<std::size_t>(found - plan.sigmas.begin());
        return index < plan.timesteps.size() ? plan.timesteps[index] : plan.trained.timestepOf(sigma);
    };
    const Denoiser denoise = [&, plain = makeDenoiser(model, plan.config.prediction, timestepOf)](
                                 const at::Tensor& x, double sigma) {
        return plain(x, sigma).map([&](const at::Tensor& original) { return limited(plan.config, original); });
    };
    return sampler(denoise, noise * plan.startScale, plan.sigmas, run);
}

}  // namespace

Result<at::Tensor> runEulerDiscrete(
    const GuidedModel& model, at::Tensor noise, const SchedulerConfig& config, int steps, const SamplerRun& run)
{
    return runPlan(model, noise, planSigmas(config, steps, {.hasZeroSnr = true}), sampleEuler, run);
}

Result<at::Tensor> runEulerAncestralDiscrete(
    const GuidedModel& model, at::Tensor noise, const SchedulerConfig& config, int steps, const SamplerRun& run)
{
    return runPlan(model, noise, planSigmas(config, steps, {.hasZeroSnr = true}), sampleEulerAncestral, run);
}

Result<at::Tensor> runLmsDiscrete(
    const GuidedModel& model, at::Tensor noise, const SchedulerConfig& config, int steps, const SamplerRun& run)
{
    return runPlan(model, noise, planSigmas(config, steps, {.ignoresKarrasEnds = true}), sampleLms, run);
}

Result<at::Tensor> runHeunDiscrete(
    const GuidedModel& model, at::Tensor noise, const SchedulerConfig& config, int steps, const SamplerRun& run)
{
    return runPlan(model, noise, planSigmas(config, steps, {}), sampleHeun, run);
}

Result<at::Tensor> runKdpm2Discrete(
    const GuidedModel& model, at::Tensor noise, const SchedulerConfig& config, int steps, const SamplerRun& run)
{
    return runPlan(model, noise, planSigmas(config, steps, {.asksBetween = true}), sampleDpm2, run);
}

Result<at::Tensor> runKdpm2AncestralDiscrete(
    const GuidedModel& model, at::Tensor noise, const SchedulerConfig& config, int steps, const SamplerRun& run)
{
    return runPlan(model, noise, planSigmas(config, steps, {.asksBetween = true}), sampleDpm2Ancestral, run);
}

Result<at::Tensor> runDpmSolverSde(
    const GuidedModel& model, at::Tensor noise, const SchedulerConfig& config, int steps, const SamplerRun& run)
{
    const SigmaPlan plan = planSigmas(config, steps, {.ignoresKarrasEnds = true});
    SamplerRun own = run;
    own.noise = run.brownian(plan.sigmas[plan.sigmas.size() - 2], plan.sigmas.front(), config.treeSeed);
    return runPlan(model, noise, plan, sampleDpmppSde, own);
}

}  // namespace reverie::engine
