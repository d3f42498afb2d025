#include "core/engine/schedulers.h"
#include "core/engine/solver_plan.h"
#include "core/engine/solver_step.h"

#include <ATen/ATen.h>

#include <cmath>
#include <deque>

namespace reverie::engine {

namespace {

/// The integral of (log t - a) (log t - b) / ((pivot - a) (pivot - b)) over t, without its constant; either factor is
/// left out where there is no such number. `others` holds at most two.
double lagrangeIntegral(double t, double pivot, const std::vector<double>& others)
{
    const double log = std::log(t);
    if (others.empty())
        return t;
    if (others.size() == 1)
        return t * (log - 1 - others[0]) / (pivot - others[0]);
    const double square = t * (log * log - 2 * log + 2);
    const double middle = t * (log - 1) * (others[0] + others[1]);
    return (square - middle + t * others[0] * others[1]) / ((pivot - others[0]) * (pivot - others[1]));
}

/// What estimate number `back` (0 = the newest) weighs in the step from sigmas[step] to sigmas[step + 1].
double weightOf(const std::vector<double>& sigmas, int step, int order, int back)
{
    std::vector<double> others;
    for (int k = 0; k < order; ++k)
        if (k != back)
            others.push_back(std::log(sigmas[step - k]));
    const double pivot = std::log(sigmas[step - back]);
    return lagrangeIntegral(sigmas[step + 1], pivot, others) - lagrangeIntegral(sigmas[step], pivot, others);
}

}  // namespace

Result<at::Tensor> runDeisMultistep(
    const GuidedModel& model, at::Tensor x, const SchedulerConfig& config, int steps, const SamplerRun& run)
{
    const SolverPlan plan = planSolver(config, steps, {.repeatsLast = true});
    const int count = static_cast<int>(plan.timesteps.size());
    std::deque<at::Tensor> noises;  // the newest first
    for (int i = 0; i < count; ++i) {
        const auto output = model(x, plan.timesteps[i]);
        if (!output)
            return output;
        const SolverLevel from = levelOf(plan.sigmas[i]);
        const SolverEstimate estimate = estimateOf(config, x, *output, from, false);
        run.observe(i + 1, estimate.original);
        noises.push_front(estimate.integrand);
        if (static_cast<int>(noises.size()) > config.solverOrder)
            noises.pop_back();
        const int order = multistepOrder(config, i, count);
        at::Tensor sum = x / from.alpha;
        for (int back = 0; back < order; ++back)
            sum = sum + noises[back] * weightOf(plan.sigmas, i, order, back);
        x = sum * levelOf(plan.sigmas[i + 1]).alpha;
    }
    return x;
}

}  // namespace reverie::engine
