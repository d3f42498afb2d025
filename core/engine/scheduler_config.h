#pragma once

#include "core/base/result.h"

#include <QStringList>

#include <nlohmann/json.hpp>

#include <optional>
#include <vector>

namespace reverie::engine {

/// What the UNet's output means, x = sqrt(a) x0 + sqrt(1 - a) noise being its input.
/// Velocity: sqrt(a) noise - sqrt(1 - a) x0 (Salimans and Ho 2022).
enum class Prediction { Epsilon, Sample, Velocity };

/// How training's noise levels grow.
enum class BetaSchedule { Linear, ScaledLinear, SquaredCosine };

/// How sampling steps are spread over the training steps: Lin et al. 2023, table 2.
enum class TimestepSpacing { Linspace, Leading, Trailing };

/// How a sigma scheduler spreads its noise levels between the two ends.
enum class SigmaSpacing { AsTrained, Karras, Exponential };

/// A diffusers scheduler_config.json: the noise levels of the training, and what the scheduler named there reads.
/// Options that a class of diffusers 0.42 does not read keep their defaults, as they do in diffusers.
struct SchedulerConfig {
    QString className;  ///< "PNDMScheduler"; empty when the file names none
    int trainSteps = 1000;
    double betaStart = 0.0001;
    double betaEnd = 0.02;
    BetaSchedule betaSchedule = BetaSchedule::Linear;
    std::vector<double> trainedBetas;  ///< when not empty, instead of the three above
    bool rescaleBetasZeroSnr = false;
    Prediction prediction = Prediction::Epsilon;

    std::optional<TimestepSpacing> spacing;  ///< empty = the class's default
    int stepsOffset = 1;                     ///< diffusers' StableDiffusionPipeline sets 1, whatever the file says
    std::optional<bool> setAlphaToOne;       ///< empty = the class's default
    bool skipPrkSteps = false;
    bool thresholding = false;
    double thresholdingRatio = 0.995;
    double sampleMaxValue = 1.0;
    SigmaSpacing sigmaSpacing = SigmaSpacing::AsTrained;
    bool isLogLinear = false;        ///< interpolation_type "log_linear"
    std::optional<double> sigmaMin;  ///< ends of Karras and exponential spacing
    std::optional<double> sigmaMax;
    bool endsAtSigmaMin = false;  ///< final_sigmas_type "sigma_min": the last step keeps the smallest trained noise
    bool hasContinuousTimesteps = false;

    QStringList unsupported;  ///< options with values that only "Model default" would need and that Reverie lacks
};

/// Reads the config; what A1111's samplers need (betas, prediction type) must be valid whatever the class.
/// Errors: Corrupt (a value of the wrong kind), Unsupported (an unknown beta schedule or prediction type), by name.
[[nodiscard]] Result<SchedulerConfig> readSchedulerConfig(const nlohmann::json& config);

}  // namespace reverie::engine
