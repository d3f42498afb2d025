#include "core/engine/schedulers.h"

#include "core/engine/noise_levels.h"

#include <algorithm>
#include <array>

namespace reverie::engine {

namespace {

int oncePerStep(const SchedulerConfig&, int steps)
{
    return steps;
}

/// The first PLMS step is made of two calls; three Runge-Kutta steps are made of four each.
int pndmCalls(const SchedulerConfig& config, int steps)
{
    if (!config.skipPrkSteps)
        return 12 + steps - 3;
    return steps > 1 ? steps + 1 : 1;
}

constexpr std::array kSchedulers{
    SchedulerRow{u"PNDMScheduler", runPndm, TimestepSpacing::Leading, pndmCalls},
    SchedulerRow{u"DDIMScheduler", runDdim, TimestepSpacing::Leading, oncePerStep},
    SchedulerRow{u"EulerDiscreteScheduler", runEulerDiscrete, TimestepSpacing::Linspace, oncePerStep},
    SchedulerRow{u"LMSDiscreteScheduler", runLmsDiscrete, TimestepSpacing::Linspace, oncePerStep},
};

QString remedy()
{
    return QStringLiteral("choose another sampler, such as DPM++ 2M");
}

Result<void> checkSteps(const SchedulerConfig& config, const SchedulerRow& row, int steps)
{
    const bool isPndm = row.function == runPndm;
    if (isPndm && !config.skipPrkSteps && steps < 4)
        return fail(ErrorCode::InvalidArgument,
            QStringLiteral("this model's own sampler (PNDM with Runge-Kutta steps) cannot make %1 steps").arg(steps),
            QStringLiteral("use at least 4 steps, or choose another sampler"));
    const auto first = steps > config.trainSteps
        ? config.trainSteps
        : spreadTimesteps(config, config.spacing.value_or(row.defaultSpacing), steps).front();
    if (first >= config.trainSteps)
        return fail(ErrorCode::InvalidArgument,
            QStringLiteral("this model's own sampler cannot make %1 steps").arg(steps),
            QStringLiteral("use at most %1 steps, or choose another sampler").arg(config.trainSteps / 2));
    return {};
}

}  // namespace

Result<const SchedulerRow*> findScheduler(const SchedulerConfig& config, int steps)
{
    const auto row = std::find_if(kSchedulers.begin(), kSchedulers.end(),
        [&](const SchedulerRow& candidate) { return config.className == QStringView(candidate.className); });
    if (row == kSchedulers.end())
        return fail(ErrorCode::Unsupported,
            QStringLiteral("the model's own sampler, %1, is not supported yet")
                .arg(config.className.isEmpty() ? QStringLiteral("which its scheduler_config.json does not name")
                                                : config.className),
            remedy());
    if (!config.unsupported.isEmpty())
        return fail(ErrorCode::Unsupported,
            QStringLiteral("the model's scheduler_config.json sets what Reverie does not know: %1")
                .arg(config.unsupported.join(QStringLiteral(", "))),
            remedy());
    const bool isVelocityOrNoise = config.prediction != Prediction::Sample;
    if (row->function == runPndm && !isVelocityOrNoise)
        return fail(ErrorCode::Unsupported,
            QStringLiteral("the model's own sampler, PNDM, does not know the prediction type \"sample\""), remedy());
    if (auto steppable = checkSteps(config, *row, steps); !steppable)
        return failWith(std::move(steppable));
    return row;
}

}  // namespace reverie::engine
