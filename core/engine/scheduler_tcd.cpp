#include "core/engine/noise_levels.h"
#include "core/engine/schedulers.h"

#include <ATen/ATen.h>

#include <cmath>

namespace reverie::engine {

Result<at::Tensor> runTcd(
    const GuidedModel& model, at::Tensor x, const SchedulerConfig& config, int steps, const SamplerRun& run)
{
    const std::vector<double> alphas = alphasCumprod(config, true);
    const std::vector<int> times = distilledTimesteps(config, steps);
    for (std::size_t i = 0; i < times.size(); ++i) {
        const auto output = model(x, times[i]);
        if (!output)
            return output;
        const double alpha = alphas[times[i]];
        const double alphaNext = i + 1 < times.size() ? alphas[times[i + 1]] : alphas.front();
        const at::Tensor original = predictedOriginal(config.prediction, x, *output, alpha);
        run.observe(static_cast<int>(i) + 1, original);
        x = original * std::sqrt(alphaNext) +
            predictedNoise(config.prediction, x, *output, alpha) * std::sqrt(1 - alphaNext);
    }
    return x;
}

}  // namespace reverie::engine
