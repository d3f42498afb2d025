#pragma once

#include "core/base/result.h"

#include <QStringList>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace reverie::engine {

/// What the UNet's output means, x = sqrt(a) x0 + sqrt(1 - a) noise being its input.
/// Velocity: sqrt(a) noise - sqrt(1 - a) x0 (Salimans and Ho 2022).
enum class Prediction { Epsilon, Sample, Velocity };

/// How training's noise levels grow.
enum class BetaSchedule { Linear, ScaledLinear, SquaredCosine, Exponential, Laplace, Sigmoid };

/// How sampling steps are spread over the training steps: Lin et al. 2023, table 2.
enum class TimestepSpacing { Linspace, Leading, Trailing };

/// How a scheduler spreads its noise levels between the two ends.
enum class SigmaSpacing { AsTrained, Karras, LuLambdas, Exponential, Beta };

/// How DPM-Solver takes the model: as noise, or (plus plus) as picture; and whether it adds noise on its way.
enum class SolverAlgorithm { Dpm, DpmPlusPlus, SdeDpm, SdeDpmPlusPlus };

/// How a solver of second order and above weighs the change of the model's outputs.
enum class SolverType { Midpoint, Heun, Bh1, Bh2 };

/// A diffusers scheduler_config.json: the noise levels of the training, and what the scheduler named there reads, with
/// that class's own defaults. Options that a class of diffusers 0.42 does not read keep the values below.
struct SchedulerConfig {
    QString className;  ///< "PNDMScheduler"; empty when the file names none
    int trainSteps = 1000;
    double betaStart = 0.0001;
    double betaEnd = 0.02;
    BetaSchedule betaSchedule = BetaSchedule::Linear;
    std::vector<double> trainedBetas;  ///< when not empty, instead of the three above
    bool rescaleBetasZeroSnr = false;
    Prediction prediction = Prediction::Epsilon;

    TimestepSpacing spacing = TimestepSpacing::Linspace;
    int stepsOffset = 0;
    bool setAlphaToOne = true;
    bool skipPrkSteps = false;
    bool clipSample = false;
    double clipRange = 1;
    bool thresholding = false;
    double thresholdingRatio = 0.995;
    double sampleMaxValue = 1;
    bool hasLargeVariance = false;  ///< DDPM's variance_type "fixed_large"

    SigmaSpacing sigmaSpacing = SigmaSpacing::AsTrained;
    std::optional<double> sigmaMin;  ///< ends of Karras, exponential and beta spacing
    std::optional<double> sigmaMax;
    bool isLogLinear = false;     ///< interpolation_type "log_linear"
    bool endsAtSigmaMin = false;  ///< final_sigmas_type "sigma_min": the last step keeps the smallest trained noise
    bool hasContinuousTimesteps = false;

    SolverAlgorithm algorithm = SolverAlgorithm::DpmPlusPlus;
    SolverType solverType = SolverType::Midpoint;
    int solverOrder = 2;
    bool lowerOrderFinal = true;
    bool eulerAtFinal = false;
    double lambdaMinClipped = -std::numeric_limits<double>::infinity();
    bool predictsX0 = true;                ///< UniPC
    std::vector<int> uncorrectedSteps;     ///< UniPC's disable_corrector
    int distilledSteps = 50;               ///< original_inference_steps of LCM and TCD
    double timestepScaling = 10;           ///< LCM
    std::optional<std::int64_t> treeSeed;  ///< noise_sampler_seed

    QStringList unsupported;  ///< what the file sets that only "Model default" would need and that Reverie lacks
};

/// What the pipeline around a scheduler does to its config before it runs.
enum class PipelineHabit {
    StableDiffusion,  ///< diffusers' StableDiffusionPipeline: steps_offset is 1 and clip_sample false, always
    Untouched,        ///< StableDiffusionXLPipeline and all others
};

/// Reads the config; what A1111's samplers need (betas, prediction type) must be valid whatever the class.
/// Errors: Corrupt (a value of the wrong kind), Unsupported (an unknown beta schedule or prediction type), by name.
[[nodiscard]] Result<SchedulerConfig> readSchedulerConfig(
    const nlohmann::json& config, PipelineHabit habit = PipelineHabit::StableDiffusion);

}  // namespace reverie::engine
