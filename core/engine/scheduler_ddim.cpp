#include "core/engine/noise_levels.h"
#include "core/engine/schedulers.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace reverie::engine {

namespace {

/// Saharia et al. 2022, section 2.3: clamp to the percentile of each picture's magnitudes, then divide by it.
at::Tensor thresholded(const SchedulerConfig& config, const at::Tensor& original)
{
    const at::Tensor flat = original.flatten(1);
    const at::Tensor limit =
        at::quantile(flat.abs(), config.thresholdingRatio, 1, true).clamp(1.0, std::max(1.0, config.sampleMaxValue));
    return (at::minimum(at::maximum(flat, -limit), limit) / limit).view_as(original);
}

}  // namespace

Result<at::Tensor> runDdim(
    const GuidedModel& model, at::Tensor x, const SchedulerConfig& config, int steps, const SamplerRun& run)
{
    const AlphaLevels levels = alphaLevels(config, true, true);
    const int stride = config.trainSteps / steps;
    int call = 0;
    for (const int t : spreadWholeTimesteps(config, config.spacing.value_or(TimestepSpacing::Leading), steps)) {
        const auto output = model(x, t);
        if (!output)
            return output;
        const double alpha = levels.at(t);
        const double alphaNext = levels.at(t - stride);
        at::Tensor original = predictedOriginal(config.prediction, x, *output, alpha);
        const at::Tensor noise = predictedNoise(config.prediction, x, *output, alpha);
        if (config.thresholding)
            original = thresholded(config, original);
        run.observe(++call, original);
        x = original * std::sqrt(alphaNext) + noise * std::sqrt(1 - alphaNext);
    }
    return x;
}

}  // namespace reverie::engine
