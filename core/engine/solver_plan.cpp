#include "core/engine/solver_plan.h"

#include "core/engine/noise_levels.h"
#include "core/engine/sigma_spacing.h"
#include "core/engine/sigmas.h"

#include <algorithm>
#include <cmath>

namespace reverie::engine {

namespace {

/// lambda_min_clipped takes the noisiest levels away. \return how many are left
int leftLevels(const SchedulerConfig& config, const std::vector<double>& trained)
{
    return static_cast<int>(std::count_if(
        trained.begin(), trained.end(), [&](double sigma) { return -std::log(sigma) >= config.lambdaMinClipped; }));
}

/// Spread as if for one step more, without the last one: that is where the row of sigmas ends.
std::vector<int> solverTimesteps(const SchedulerConfig& config, int left, int steps)
{
    std::vector<int> timesteps;
    const std::vector<double> even = linspace(0, left - 1, steps + 1);
    const double trailingStride = static_cast<double>(config.trainSteps) / steps;
    for (int i = 0; i < steps; ++i) {
        double timestep = std::nearbyint(even[steps - i]);
        if (config.spacing == TimestepSpacing::Leading)
            timestep = (steps - i) * (left / (steps + 1)) + config.stepsOffset;
        if (config.spacing == TimestepSpacing::Trailing)
            timestep = std::nearbyint(left - i * trailingStride) - 1;
        if (timestep >= 0)
            timesteps.push_back(static_cast<int>(timestep));
    }
    return timesteps;
}

/// The row that goes without spacing by sigma.
SolverPlan planAsTrained(const SchedulerConfig& config, const TrainedLevels& trained, std::vector<int> timesteps)
{
    SolverPlan plan{std::move(timesteps), {}};
    for (const int timestep : plan.timesteps)
        plan.sigmas.push_back(trained.sigmaAt(timestep));
    plan.sigmas.push_back(config.endsAtSigmaMin ? trained.smallest() : 0);
    return plan;
}

SolverPlan planRespread(const SchedulerConfig& config, const TrainedLevels& trained, int steps, SolverRules rules)
{
    const bool isLu = config.sigmaSpacing == SigmaSpacing::LuLambdas;
    const double largest = isLu ? trained.largest() : config.sigmaMax.value_or(trained.largest());
    const double smallest = isLu ? trained.smallest() : config.sigmaMin.value_or(trained.smallest());
    SolverPlan plan{{}, spreadSigmas(config.sigmaSpacing, largest, smallest, steps)};
    const bool rounds = (isLu || config.sigmaSpacing == SigmaSpacing::Karras) &&
        (rules.roundsOnCosineBetas || config.betaSchedule != BetaSchedule::SquaredCosine);
    for (const double sigma : plan.sigmas) {
        const double timestep = trained.timestepOf(sigma);
        plan.timesteps.push_back(static_cast<int>(rounds ? std::nearbyint(timestep) : timestep));
    }
    const double last = rules.repeatsLast ? plan.sigmas.back() : trained.smallest();
    plan.sigmas.push_back(config.endsAtSigmaMin ? last : 0);
    return plan;
}

}  // namespace

SolverPlan planSolver(const SchedulerConfig& config, int steps, SolverRules rules)
{
    const std::vector<double> sigmas = trainedSigmas(alphasCumprod(config, rules.hasZeroSnr));
    const TrainedLevels trained(sigmas);
    SolverPlan plan = config.sigmaSpacing == SigmaSpacing::AsTrained
        ? planAsTrained(config, trained, solverTimesteps(config, leftLevels(config, sigmas), steps))
        : planRespread(config, trained, steps, rules);
    plan.sigmas = roundedToFloat(plan.sigmas);
    return plan;
}

int multistepOrder(const SchedulerConfig& config, int step, int count)
{
    constexpr int kFewSteps = 15;
    const bool lowersAtEnd = config.lowerOrderFinal && count < kFewSteps;
    if (step == count - 1 && (config.eulerAtFinal || lowersAtEnd || !config.endsAtSigmaMin))
        return 1;
    const int most = step == count - 2 && lowersAtEnd ? 2 : config.solverOrder;
    return std::min({step + 1, most, config.solverOrder});
}

}  // namespace reverie::engine
