#include "core/engine/schedulers.h"
#include "core/engine/solver_plan.h"
#include "core/engine/solver_step.h"

#include <ATen/ATen.h>

#include <deque>

namespace reverie::engine {

namespace {

/// The polynomial through the last estimates by divided differences.
/// \param estimates the newest first, that of sigmas[step]; at least `order` of them
SolverTerms termsOf(const std::deque<at::Tensor>& estimates, const std::vector<double>& sigmas, int step, int order)
{
    if (order == 1)
        return {estimates[0]};
    const auto lambda = [&](int index) { return levelOf(sigmas[index]).lambda; };
    const double h = lambda(step + 1) - lambda(step);
    const double r0 = (lambda(step) - lambda(step - 1)) / h;
    const at::Tensor recent = (estimates[0] - estimates[1]) / r0;
    if (order == 2)
        return {estimates[0], recent};
    const double r1 = (lambda(step - 1) - lambda(step - 2)) / h;
    const at::Tensor change = recent - (estimates[1] - estimates[2]) / r1;
    return {estimates[0], recent + change * (r0 / (r0 + r1)), change / (r0 + r1)};
}

}  // namespace

Result<at::Tensor> runDpmSolverMultistep(
    const GuidedModel& model, at::Tensor x, const SchedulerConfig& config, int steps, const SamplerRun& run)
{
    const SolverPlan plan = planSolver(config, steps, {.hasZeroSnr = true, .roundsOnCosineBetas = false});
    const int count = static_cast<int>(plan.timesteps.size());
    std::deque<at::Tensor> estimates;  // the newest first
    for (int i = 0; i < count; ++i) {
        const auto output = model(x, plan.timesteps[i]);
        if (!output)
            return output;
        const SolverSpan span{levelOf(plan.sigmas[i]), levelOf(plan.sigmas[i + 1])};
        const auto estimate = estimateOf(config, x, *output, span.from, integratesPictures(config.algorithm));
        run.observe(i + 1, estimate.original);
        estimates.push_front(estimate.integrand);
        if (static_cast<int>(estimates.size()) > config.solverOrder)
            estimates.pop_back();
        const int order = multistepOrder(config, i, count);
        SolverTerms terms = termsOf(estimates, plan.sigmas, i, order);
        terms.isMidpoint = order == 2 && config.solverType == SolverType::Midpoint;
        const at::Tensor noise =
            addsNoise(config.algorithm) ? run.noise(plan.sigmas[i], plan.sigmas[i + 1]) : at::Tensor();
        x = solverStep(config.algorithm, x, span, terms, noise);
    }
    return x;
}

}  // namespace reverie::engine
