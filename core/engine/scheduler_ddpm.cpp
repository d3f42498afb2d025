#include "core/engine/noise_levels.h"
#include "core/engine/original_limits.h"
#include "core/engine/schedulers.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace reverie::engine {

namespace {

/// The deviation of the noise that a step adds: the posterior's, or all that the step took away.
double addedNoise(const SchedulerConfig& config, double alpha, double alphaNext)
{
    constexpr double kLeast = 1e-20;
    const double beta = 1 - alpha / alphaNext;
    return std::sqrt(config.hasLargeVariance ? beta : std::max((1 - alphaNext) / (1 - alpha) * beta, kLeast));
}

}  // namespace

Result<at::Tensor> runDdpm(
    const GuidedModel& model, at::Tensor x, const SchedulerConfig& config, int steps, const SamplerRun& run)
{
    const std::vector<double> alphas = alphasCumprod(config, true);
    const std::vector<int> times = spreadWholeTimesteps(config, steps);
    for (std::size_t i = 0; i < times.size(); ++i) {
        const auto output = model(x, times[i]);
        if (!output)
            return output;
        const double alpha = alphas[times[i]];
        const double alphaNext = i + 1 < times.size() ? alphas[times[i + 1]] : 1;
        const double share = alpha / alphaNext;
        const at::Tensor original = limited(config, predictedOriginal(config.prediction, x, *output, alpha));
        run.observe(static_cast<int>(i) + 1, original);
        x = original * (std::sqrt(alphaNext) * (1 - share) / (1 - alpha)) +
            x * (std::sqrt(share) * (1 - alphaNext) / (1 - alpha));
        if (times[i] > 0)
            x = x + run.noise(alpha, alphaNext) * addedNoise(config, alpha, alphaNext);
    }
    return x;
}

}  // namespace reverie::engine
