#include "core/engine/schedulers.h"
#include "core/engine/solver_plan.h"
#include "core/engine/solver_step.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <deque>

namespace reverie::engine {

namespace {

/// One run of UniPC: the levels, and the estimates that it looks back on.
class UniPc final {
public:
    UniPc(const SchedulerConfig& config, int steps)
        : m_config(config), m_plan(planSolver(config, steps, {.hasZeroSnr = true, .repeatsLast = true}))
    {
    }

    [[nodiscard]] const std::vector<int>& timesteps() const { return m_plan.timesteps; }

    SolverEstimate estimate(const at::Tensor& x, const at::Tensor& output, int step) const;
    at::Tensor correct(const at::Tensor& x, const at::Tensor& estimate, int step) const;
    at::Tensor predict(const at::Tensor& x, const at::Tensor& estimate, int step);

private:
    /// The step from level number `from` to the next: the paper's h, B(h), and distances r_k of older estimates.
    struct Span {
        SolverLevel from;
        SolverLevel to;
        double h = 0;
        double b = 0;
        std::vector<double> ratios;
    };

    [[nodiscard]] double lambda(int index) const { return levelOf(m_plan.sigmas[index]).lambda; }
    [[nodiscard]] Span spanFrom(int from, int order) const;
    [[nodiscard]] std::vector<double> weights(const Span& span, int count) const;
    [[nodiscard]] at::Tensor moved(const at::Tensor& x, const Span& span, const at::Tensor& differences) const;
    [[nodiscard]] at::Tensor pastDifferences(const Span& span, const std::vector<double>& weights) const;

    const SchedulerConfig& m_config;
    SolverPlan m_plan;
    std::deque<at::Tensor> m_estimates;  // the newest first
    at::Tensor m_start;                  // x at the newest of them
    int m_order = 0;                     // of the newest prediction
};

SolverEstimate UniPc::estimate(const at::Tensor& x, const at::Tensor& output, int step) const
{
    const SolverLevel level = levelOf(m_plan.sigmas[step]);
    SolverEstimate estimate = estimateOf(m_config, x, output, level, m_config.predictsX0);
    if (!m_config.predictsX0)  // thresholding holds for pictures alone
        estimate.integrand = predictedNoise(m_config.prediction, x, output, level.alpha * level.alpha);
    return estimate;
}

UniPc::Span UniPc::spanFrom(int from, int order) const
{
    Span span{levelOf(m_plan.sigmas[from]), levelOf(m_plan.sigmas[from + 1])};
    const double way = lambda(from + 1) - lambda(from);
    span.h = m_config.predictsX0 ? -way : way;
    span.b = m_config.solverType == SolverType::Bh1 ? span.h : std::expm1(span.h);
    for (int back = 1; back < order; ++back)
        span.ratios.push_back((lambda(from - back) - lambda(from)) / way);
    return span;
}

/// Solves R a = b for the `count` differences of the step, the one at its own end (ratio 1) being the last.
/// Source: Zhao et al. 2023, theorem 3.1.
std::vector<double> UniPc::weights(const Span& span, int count) const
{
    std::vector<double> ratios = span.ratios;
    ratios.push_back(1);
    at::Tensor matrix = at::empty({count, count}, at::kDouble);
    at::Tensor right = at::empty({count}, at::kDouble);
    double phi = std::expm1(span.h) / span.h - 1;
    double factorial = 1;
    for (int row = 0; row < count; ++row) {
        for (int column = 0; column < count; ++column)
            matrix[row][column] = std::pow(ratios[column], row);
        right[row] = phi * factorial / span.b;
        factorial *= row + 2;
        phi = phi / span.h - 1 / factorial;
    }
    const at::Tensor solved = at::linalg_solve(matrix, right).contiguous();
    return {solved.data_ptr<double>(), solved.data_ptr<double>() + count};
}

at::Tensor UniPc::moved(const at::Tensor& x, const Span& span, const at::Tensor& differences) const
{
    const bool isPicture = m_config.predictsX0;
    const double keep = isPicture ? span.to.sigma / span.from.sigma : span.to.alpha / span.from.alpha;
    const double scale = isPicture ? span.to.alpha : span.to.sigma;
    const at::Tensor next = x * keep - m_estimates[0] * (scale * std::expm1(span.h));
    return differences.defined() ? next - differences * (scale * span.b) : next;
}

/// The weighted differences between older estimates and the newest, undefined when there are none.
at::Tensor UniPc::pastDifferences(const Span& span, const std::vector<double>& weights) const
{
    at::Tensor sum;
    for (std::size_t k = 0; k < span.ratios.size(); ++k) {
        const at::Tensor one = (m_estimates[k + 1] - m_estimates[0]) * (weights[k] / span.ratios[k]);
        sum = sum.defined() ? sum + one : one;
    }
    return sum;
}

/// UniC: the step before anew, now that the estimate at its end is known.
at::Tensor UniPc::correct(const at::Tensor& x, const at::Tensor& estimate, int step) const
{
    const auto& uncorrected = m_config.uncorrectedSteps;
    if (step == 0 || std::find(uncorrected.begin(), uncorrected.end(), step - 1) != uncorrected.end())
        return x;
    const Span span = spanFrom(step - 1, m_order);
    const std::vector<double> weight = m_order == 1 ? std::vector<double>{0.5} : weights(span, m_order);
    const at::Tensor last = (estimate - m_estimates[0]) * weight.back();
    const at::Tensor past = pastDifferences(span, weight);
    return moved(m_start, span, past.defined() ? past + last : last);
}

/// UniP.
at::Tensor UniPc::predict(const at::Tensor& x, const at::Tensor& estimate, int step)
{
    m_estimates.push_front(estimate);
    if (static_cast<int>(m_estimates.size()) > m_config.solverOrder)
        m_estimates.pop_back();
    const int left = static_cast<int>(m_plan.timesteps.size()) - step;
    const int most = m_config.lowerOrderFinal ? std::min(m_config.solverOrder, left) : m_config.solverOrder;
    m_order = std::min(most, step + 1);
    m_start = x;
    const Span span = spanFrom(step, m_order);
    if (m_order == 1)
        return moved(x, span, {});
    const std::vector<double> weight = m_order == 2 ? std::vector<double>{0.5} : weights(span, m_order - 1);
    return moved(x, span, pastDifferences(span, weight));
}

}  // namespace

Result<at::Tensor> runUniPc(
    const GuidedModel& model, at::Tensor x, const SchedulerConfig& config, int steps, const SamplerRun& run)
{
    UniPc unipc(config, steps);
    const int count = static_cast<int>(unipc.timesteps().size());
    for (int i = 0; i < count; ++i) {
        const auto output = model(x, unipc.timesteps()[i]);
        if (!output)
            return output;
        const SolverEstimate estimate = unipc.estimate(x, *output, i);
        run.observe(i + 1, estimate.original);
        x = unipc.predict(unipc.correct(x, estimate.integrand, i), estimate.integrand, i);
    }
    return x;
}

}  // namespace reverie::engine
