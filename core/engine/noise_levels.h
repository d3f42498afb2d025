#pragma once

#include "core/engine/scheduler_config.h"

#include <vector>

namespace reverie::engine {

/// The share of the picture that is left at each training step: the running product of 1 - beta, falling.
/// Computed in float32 in diffusers' order, so that every number is diffusers' own.
/// \param withZeroSnr whether `rescale_betas_zero_snr` is honoured where the config asks for it: not every class does
///                    (Lin et al. 2023, algorithm 1). The last value is then 0.
[[nodiscard]] std::vector<double> alphasCumprod(const SchedulerConfig& config, bool withZeroSnr);

/// sqrt((1 - a) / a) for each of them, rising. An a of 0 counts as 2^-24 (sigma 4096), as diffusers' Euler has it.
/// Computed by torch in float32, as both references do: its square root is not quite the processor's.
[[nodiscard]] std::vector<double> trainedSigmas(const std::vector<double>& alphasCumprod);

/// `steps` of the training steps, falling, in the config's spacing. Leading and trailing are whole numbers, linspace is
/// not rounded. Source: Lin et al. 2023, table 2, as diffusers' schedulers read it. At some counts (61, 103, 121 ...)
/// its trailing spacing makes one step too many, to timestep -1, by a rounding error in numpy.arange; that step is left
/// out here.
[[nodiscard]] std::vector<double> spreadTimesteps(const SchedulerConfig& config, int steps);

/// The same rounded to whole numbers, for the schedulers that know no others.
[[nodiscard]] std::vector<int> spreadWholeTimesteps(const SchedulerConfig& config, int steps);

/// `steps` of the `distilledSteps` that a consistency model was distilled on, falling from the last one.
/// \param steps 1..distilledSteps
[[nodiscard]] std::vector<int> distilledTimesteps(const SchedulerConfig& config, int steps);

/// The share of the picture that is left at whole timesteps, and before the first one.
struct AlphaLevels {
    std::vector<double> alphas;
    double beforeFirst = 1;

    [[nodiscard]] double at(int timestep) const { return timestep < 0 ? beforeFirst : alphas[timestep]; }
};

[[nodiscard]] AlphaLevels alphaLevels(const SchedulerConfig& config, bool withZeroSnr);

}  // namespace reverie::engine
