#include "core/engine/schedulers.h"
#include "core/engine/solver_plan.h"
#include "core/engine/solver_step.h"

#include <ATen/ATen.h>

#include <deque>

namespace reverie::engine {

namespace {

/// Orders rise from 1 to the solver's and begin again; each step of a row starts where the row does. The last step is
/// of first order when it goes to sigma 0, or when the row would be complete and lower_order_final says so.
int orderAt(const SchedulerConfig& config, int step, int count)
{
    const bool lowersLast = !config.endsAtSigmaMin || (config.lowerOrderFinal && count % config.solverOrder == 0);
    return step == count - 1 && lowersLast ? 1 : 1 + step % config.solverOrder;
}

/// The polynomial at the row's start through that and the estimates since.
/// \param estimates the newest first, that of sigmas[step]; at least `order` of them
SolverTerms termsOf(const SchedulerConfig& config, const std::deque<at::Tensor>& estimates,
    const std::vector<double>& sigmas, int step, int order)
{
    if (order == 1)
        return {estimates[0]};
    const bool isMidpoint = config.solverType == SolverType::Midpoint;
    const int start = step + 1 - order;
    const auto way = [&](int index) { return levelOf(sigmas[index]).lambda - levelOf(sigmas[start]).lambda; };
    const double r0 = way(step) / way(step + 1);
    const at::Tensor& first = estimates[order - 1];
    const at::Tensor newest = (estimates[0] - first) / r0;
    if (order == 2)
        return {first, newest, {}, isMidpoint};
    if (isMidpoint)
        return {first, newest};
    const double r1 = way(step - 1) / way(step + 1);
    const at::Tensor middle = (estimates[1] - first) / r1;
    return {first, (middle * r0 - newest * r1) / (r0 - r1), (newest - middle) * (2 / (r0 - r1))};
}

}  // namespace

Result<at::Tensor> runDpmSolverSinglestep(
    const GuidedModel& model, at::Tensor x, const SchedulerConfig& config, int steps, const SamplerRun& run)
{
    const SolverPlan plan = planSolver(config, steps, {});
    const int count = static_cast<int>(plan.timesteps.size());
    std::deque<at::Tensor> estimates;  // the newest first
    at::Tensor start;
    for (int i = 0; i < count; ++i) {
        const auto output = model(x, plan.timesteps[i]);
        if (!output)
            return output;
        const auto estimate =
            estimateOf(config, x, *output, levelOf(plan.sigmas[i]), integratesPictures(config.algorithm));
        run.observe(i + 1, estimate.original);
        estimates.push_front(estimate.integrand);
        const int order = orderAt(config, i, count);
        if (order == 1)
            start = x;
        const SolverSpan span{levelOf(plan.sigmas[i + 1 - order]), levelOf(plan.sigmas[i + 1])};
        const at::Tensor noise =
            addsNoise(config.algorithm) ? run.noise(plan.sigmas[i], plan.sigmas[i + 1]) : at::Tensor();
        x = solverStep(config.algorithm, start, span, termsOf(config, estimates, plan.sigmas, i, order), noise);
        estimates.resize(std::min(estimates.size(), std::size_t{2}));
    }
    return x;
}

}  // namespace reverie::engine
