#include "core/engine/schedulers.h"

#include "core/engine/noise_levels.h"
#include "core/engine/solver_plan.h"

#include <algorithm>
#include <array>

namespace reverie::engine {

namespace {

/// The first PLMS step is made of two calls; three Runge-Kutta steps are made of four each.
int pndmCalls(const SchedulerConfig& config, int steps)
{
    if (!config.skipPrkSteps)
        return 12 + steps - 3;
    return steps > 1 ? steps + 1 : 1;
}

/// lambda_min_clipped can take steps away.
int multistepCalls(const SchedulerConfig& config, int steps)
{
    return static_cast<int>(planSolver(config, steps, {.hasZeroSnr = true}).timesteps.size());
}

/// Noise alone says nothing about the picture: 0 / 0.
const char* startsFromNothing(const SchedulerConfig& config, int firstTimestep)
{
    const bool isBounded = config.thresholding || config.clipSample;
    const bool isNoise = config.prediction == Prediction::Epsilon && config.rescaleBetasZeroSnr;
    return isNoise && !isBounded && firstTimestep == config.trainSteps - 1
        ? "rescale_betas_zero_snr with prediction_type \"epsilon\" and a start from pure noise"
        : nullptr;
}

const char* spacedObstacle(const SchedulerConfig& config, int steps)
{
    return startsFromNothing(config, spreadWholeTimesteps(config, steps).front());
}

const char* distilledObstacle(const SchedulerConfig& config, int steps)
{
    if (config.distilledSteps < 1 || config.distilledSteps > config.trainSteps)
        return "original_inference_steps to a number that is not among the training steps";
    return steps > config.distilledSteps ? nullptr
                                         : startsFromNothing(config, distilledTimesteps(config, steps).front());
}

const char* orderObstacle(const SchedulerConfig& config)
{
    constexpr int kHighestOrder = 3;
    return config.solverOrder < 1 || config.solverOrder > kHighestOrder ? "solver_order to another number than 1, 2, 3"
                                                                        : nullptr;
}

const char* deisObstacle(const SchedulerConfig& config, int)
{
    return orderObstacle(config);
}

const char* finalSigmaObstacle(const SchedulerConfig& config)
{
    const bool isPlain = config.algorithm == SolverAlgorithm::Dpm || config.algorithm == SolverAlgorithm::SdeDpm;
    return isPlain && !config.endsAtSigmaMin ? "an algorithm_type that integrates noise with final_sigmas_type \"zero\""
                                             : orderObstacle(config);
}

/// A row that was spread anew and ends at the smallest level ends with a step of no length.
const char* multistepObstacle(const SchedulerConfig& config, int steps)
{
    constexpr int kFewSteps = 15;
    if (config.algorithm == SolverAlgorithm::SdeDpm && config.solverOrder > 2)
        return "algorithm_type \"sde-dpmsolver\" with solver_order 3";
    const bool endsStanding = config.endsAtSigmaMin && config.sigmaSpacing != SigmaSpacing::AsTrained;
    const bool isLowered = config.eulerAtFinal || (config.lowerOrderFinal && steps < kFewSteps) || steps == 1;
    const bool divides = config.solverOrder > 2 || (config.solverOrder == 2 && config.solverType == SolverType::Heun);
    if (endsStanding && !isLowered && divides)
        return "final_sigmas_type \"sigma_min\" with sigmas spread anew and a last step of higher order";
    return finalSigmaObstacle(config);
}

const char* singlestepObstacle(const SchedulerConfig& config, int)
{
    if (config.algorithm == SolverAlgorithm::Dpm && config.thresholding)
        return "algorithm_type \"dpmsolver\" with thresholding";
    return finalSigmaObstacle(config);
}

const char* uniPcObstacle(const SchedulerConfig& config, int)
{
    constexpr int kHighestOrder = 6;
    if (config.solverOrder < 1 || config.solverOrder > kHighestOrder)
        return "solver_order to a number outside of 1 to 6";
    const bool lowers = config.lowerOrderFinal;
    if (!config.endsAtSigmaMin && config.solverType == SolverType::Bh1)
        return "solver_type \"bh1\" with final_sigmas_type \"zero\"";
    if (!config.endsAtSigmaMin && !config.predictsX0)
        return "predict_x0 to false with final_sigmas_type \"zero\"";
    if (!config.endsAtSigmaMin && !lowers && config.solverOrder > 1)
        return "lower_order_final to false with final_sigmas_type \"zero\"";
    if (config.sigmaSpacing != SigmaSpacing::AsTrained && !lowers && config.solverOrder > 2)
        return "lower_order_final to false with final_sigmas_type \"sigma_min\" and sigmas spread anew";
    return nullptr;
}

constexpr SchedulerDefaults kLeading{.spacing = TimestepSpacing::Leading};
constexpr SchedulerDefaults kLeadingAndClipping{.spacing = TimestepSpacing::Leading, .clipsSample = true};
constexpr SchedulerDefaults kNarrowBetas{.betaStart = 0.00085, .betaEnd = 0.012};
constexpr SchedulerDefaults kDistillation{
    .betaStart = 0.00085, .betaEnd = 0.012, .betaSchedule = BetaSchedule::ScaledLinear};

constexpr std::array kSchedulers{
    SchedulerRow{u"PNDMScheduler", runPndm, kSpacing | kAlphaToOne | kRungeKutta,
        {.spacing = TimestepSpacing::Leading, .setsAlphaToOne = false}, false, nullptr, pndmCalls},
    SchedulerRow{u"DDIMScheduler", runDdim, kSpacing | kAlphaToOne | kClipping | kThresholding | kZeroSnr,
        kLeadingAndClipping, true, spacedObstacle},
    SchedulerRow{u"DDPMScheduler", runDdpm, kSpacing | kClipping | kThresholding | kDdpm | kZeroSnr,
        kLeadingAndClipping, true, spacedObstacle},
    SchedulerRow{
        u"EulerDiscreteScheduler", runEulerDiscrete, kSpacing | kSigmaSpacing | kFinalSigma | kEuler | kZeroSnr},
    SchedulerRow{u"EulerAncestralDiscreteScheduler", runEulerAncestralDiscrete, kSpacing | kZeroSnr, {}, false},
    SchedulerRow{u"HeunDiscreteScheduler", runHeunDiscrete, kSpacing | kSigmaSpacing | kClipping, kNarrowBetas, true,
        nullptr, nullptr, true},
    SchedulerRow{u"KDPM2DiscreteScheduler", runKdpm2Discrete, kSpacing | kSigmaSpacing, kNarrowBetas, false, nullptr,
        nullptr, true},
    SchedulerRow{u"KDPM2AncestralDiscreteScheduler", runKdpm2AncestralDiscrete, kSpacing | kSigmaSpacing, kNarrowBetas,
        false, nullptr, nullptr, true},
    SchedulerRow{u"LMSDiscreteScheduler", runLmsDiscrete, kSpacing | kSigmaSpacing},
    SchedulerRow{u"DPMSolverSDEScheduler", runDpmSolverSde, kSpacing | kSigmaSpacing | kTreeSeed, kNarrowBetas, false,
        nullptr, nullptr, true},
    SchedulerRow{u"DPMSolverMultistepScheduler", runDpmSolverMultistep,
        kSpacing | kSigmaSpacing | kLuSpacing | kThresholding | kFinalSigma | kEulerAtFinal | kDpmSolver | kFlow |
            kZeroSnr,
        {.family = SolverFamily::Multistep}, true, multistepObstacle, multistepCalls},
    SchedulerRow{u"DPMSolverSinglestepScheduler", runDpmSolverSinglestep,
        kSigmaSpacing | kThresholding | kFinalSigma | kDpmSolver | kFlow,
        {.lowersFinalOrder = false, .family = SolverFamily::Singlestep}, true, singlestepObstacle},
    SchedulerRow{u"DEISMultistepScheduler", runDeisMultistep, kSpacing | kSigmaSpacing | kThresholding | kFlow,
        {.family = SolverFamily::Deis}, true, deisObstacle},
    SchedulerRow{u"UniPCMultistepScheduler", runUniPc,
        kSpacing | kSigmaSpacing | kThresholding | kFinalSigma | kUniPc | kFlow | kZeroSnr,
        {.family = SolverFamily::UniPc}, true, uniPcObstacle},
    SchedulerRow{u"LCMScheduler", runLcm, kDistilled | kClipping | kThresholding | kZeroSnr, kDistillation, true,
        distilledObstacle},
    SchedulerRow{u"TCDScheduler", runTcd, kDistilled | kZeroSnr, kDistillation, true, distilledObstacle},
};

tl::unexpected<Error> refusal(const SchedulerRow& row, const QString& settings)
{
    return fail(ErrorCode::Unsupported,
        QStringLiteral("the model's scheduler_config.json sets %1, which its sampler, %2, cannot follow")
            .arg(settings, QStringView(row.className)),
        QStringLiteral("choose another sampler, such as DPM++ 2M"));
}

Result<void> checkOptions(const SchedulerConfig& config, const SchedulerRow& row, int steps)
{
    if (!config.unsupported.isEmpty())
        return refusal(row, config.unsupported.join(QStringLiteral(", ")));
    if (config.prediction == Prediction::Sample && !row.knowsSamplePrediction)
        return refusal(row, QStringLiteral("prediction_type to \"sample\""));
    const bool isLaplaceOrSigmoid =
        config.betaSchedule == BetaSchedule::Laplace || config.betaSchedule == BetaSchedule::Sigmoid;
    if (isLaplaceOrSigmoid && row.function != runDdpm)
        return refusal(row, QStringLiteral("a beta_schedule of DDPM's alone"));
    if (config.betaSchedule == BetaSchedule::Exponential && row.function != runHeunDiscrete)
        return refusal(row, QStringLiteral("beta_schedule to \"exp\""));
    if (const char* obstacle = row.obstacle ? row.obstacle(config, steps) : nullptr)
        return refusal(row, QString::fromLatin1(obstacle));
    return {};
}

Result<void> checkSteps(const SchedulerConfig& config, const SchedulerRow& row, int steps)
{
    const auto refuse = [&](const QString& remedy) {
        return fail(ErrorCode::InvalidArgument,
            QStringLiteral("this model's own sampler, %1, cannot make %2 steps")
                .arg(QStringView(row.className))
                .arg(steps),
            remedy + QStringLiteral(", or choose another sampler"));
    };
    if (row.function == runPndm && !config.skipPrkSteps && steps < 4)
        return refuse(QStringLiteral("use at least 4 steps"));
    const bool isDistilled = (row.options & kDistilled) != 0;
    const int most = isDistilled ? config.distilledSteps : config.trainSteps;
    if (steps > most)
        return refuse(QStringLiteral("use at most %1 steps").arg(most));
    const bool needsTrainedSteps = row.function == runPndm || row.function == runDdim || row.function == runDdpm;
    if (needsTrainedSteps && spreadTimesteps(config, steps).front() >= config.trainSteps)
        return refuse(QStringLiteral("use at most %1 steps").arg(config.trainSteps / 2));
    return {};
}

}  // namespace

const SchedulerRow* findSchedulerRow(const QString& className)
{
    const auto row = std::find_if(kSchedulers.begin(), kSchedulers.end(),
        [&](const SchedulerRow& candidate) { return className == QStringView(candidate.className); });
    return row == kSchedulers.end() ? nullptr : row;
}

Result<const SchedulerRow*> findScheduler(const SchedulerConfig& config, int steps)
{
    const SchedulerRow* row = findSchedulerRow(config.className);
    if (!row)
        return fail(ErrorCode::Unsupported,
            config.className.isEmpty()
                ? QStringLiteral("the model's scheduler_config.json does not name its sampler")
                : QStringLiteral("the model's own sampler, %1, is not supported").arg(config.className),
            QStringLiteral("choose another sampler, such as DPM++ 2M"));
    if (auto possible = checkOptions(config, *row, steps); !possible)
        return failWith(std::move(possible));
    if (auto possible = checkSteps(config, *row, steps); !possible)
        return failWith(std::move(possible));
    return row;
}

int observedSteps(const SchedulerRow& row, const SchedulerConfig& config, int steps)
{
    return row.calls ? row.calls(config, steps) : steps;
}

}  // namespace reverie::engine
