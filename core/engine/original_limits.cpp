#include "core/engine/original_limits.h"

#include <ATen/ATen.h>

namespace reverie::engine {

at::Tensor limited(const SchedulerConfig& config, const at::Tensor& original)
{
    if (!config.thresholding)
        return config.clipSample ? original.clamp(-config.clipRange, config.clipRange) : original;
    const at::Tensor flat = original.flatten(1);
    // A largest value below 1 wins over the smallest, 1: so does clamp.
    const at::Tensor limit =
        at::quantile(flat.abs(), config.thresholdingRatio, 1, true).clamp(1.0, config.sampleMaxValue);
    return (at::minimum(at::maximum(flat, -limit), limit) / limit).view_as(original);
}

}  // namespace reverie::engine
