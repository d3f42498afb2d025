#include "core/engine/noise_levels.h"
#include "core/engine/original_limits.h"
#include "core/engine/schedulers.h"

#include <ATen/ATen.h>

#include <cmath>

namespace reverie::engine {

Result<at::Tensor> runDdim(
    const GuidedModel& model, at::Tensor x, const SchedulerConfig& config, int steps, const SamplerRun& run)
{
    const AlphaLevels levels = alphaLevels(config, true);
    const int stride = config.trainSteps / steps;
    int call = 0;
    for (const int t : spreadWholeTimesteps(config, steps)) {
        const auto output = model(x, t);
        if (!output)
            return output;
        const double alpha = levels.at(t);
        const double alphaNext = levels.at(t - stride);
        const at::Tensor original = limited(config, predictedOriginal(config.prediction, x, *output, alpha));
        const at::Tensor noise = predictedNoise(config.prediction, x, *output, alpha);
        run.observe(++call, original);
        x = original * std::sqrt(alphaNext) + noise * std::sqrt(1 - alphaNext);
    }
    return x;
}

}  // namespace reverie::engine
