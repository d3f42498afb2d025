#include "core/engine/noise_levels.h"
#include "core/engine/original_limits.h"
#include "core/engine/schedulers.h"

#include <ATen/ATen.h>

#include <cmath>

namespace reverie::engine {

namespace {

/// Section 4.2 of the paper: c_skip(t) x + c_out(t) estimate is x itself where there is no noise.
at::Tensor consistent(const at::Tensor& x, const at::Tensor& original, double scaledTimestep)
{
    constexpr double kSigmaData = 0.5;
    const double square = scaledTimestep * scaledTimestep + kSigmaData * kSigmaData;
    return original * (scaledTimestep / std::sqrt(square)) + x * (kSigmaData * kSigmaData / square);
}

}  // namespace

Result<at::Tensor> runLcm(
    const GuidedModel& model, at::Tensor x, const SchedulerConfig& config, int steps, const SamplerRun& run)
{
    const std::vector<double> alphas = alphasCumprod(config, true);
    const std::vector<int> times = distilledTimesteps(config, steps);
    for (std::size_t i = 0; i < times.size(); ++i) {
        const auto output = model(x, times[i]);
        if (!output)
            return output;
        const double alpha = alphas[times[i]];
        const at::Tensor original = limited(config, predictedOriginal(config.prediction, x, *output, alpha));
        run.observe(static_cast<int>(i) + 1, original);
        x = consistent(x, original, times[i] * config.timestepScaling);
        if (i + 1 == times.size())
            break;
        const double alphaNext = alphas[times[i + 1]];
        x = x * std::sqrt(alphaNext) + run.noise(alpha, alphaNext) * std::sqrt(1 - alphaNext);
    }
    return x;
}

}  // namespace reverie::engine
