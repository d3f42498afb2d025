#include "core/engine/sampling_plan.h"

#include "core/engine/noise_levels.h"
#include "core/engine/schedulers.h"
#include "core/engine/sigmas.h"
#include "core/request/sampler_names.h"

#include <ATen/ATen.h>

namespace reverie::engine {

namespace {

Result<SamplingPlan> planModelDefault(const SchedulerConfig& config, int steps, double guidanceScale)
{
    const auto row = findScheduler(config, steps);
    if (!row)
        return tl::unexpected<Error>(row.error());
    const Scheduler scheduler = (*row)->function;
    return SamplingPlan{observedSteps(**row, config, steps), guidanceScale > 1, false,
        [=](const GuidedModel& model, const at::Tensor& noise, const SamplerRun& run) {
            return scheduler(model, noise, config, steps, run);
        }};
}

}  // namespace

Result<SamplingPlan> planSampling(const SchedulerConfig& config, const request::GenerationRequest& request)
{
    const int steps = request.steps.value();
    const double guidanceScale = request.guidanceScale.value();
    if (request.sampler == request::kModelDefault)
        return planModelDefault(config, steps, guidanceScale);
    const auto choice = request::chooseSampler(request.sampler.value(), request.schedule.value());
    if (!choice)
        return tl::unexpected<Error>(choice.error());
    const SamplerRow* sampler = findSamplerRow(choice->sampler);
    const Schedule schedule = findSchedule(choice->schedule.value());
    if (!sampler || !schedule)
        return fail(ErrorCode::InvalidArgument,
            QStringLiteral("the engine has no sampler \"%1\" with schedule \"%2\"")
                .arg(choice->sampler, *choice->schedule));

    const SigmaTable table(trainedSigmas(alphasCumprod(config, true)));
    return SamplingPlan{steps, guidanceScale != 1, true,
        [=, sigmas = schedule(table, steps), function = sampler->function](
            const GuidedModel& model, const at::Tensor& noise, const SamplerRun& run) {
            const auto timestepOf = [&](double sigma) { return table.timestepOf(sigma); };
            return function(makeDenoiser(model, config.prediction, timestepOf), noise * sigmas.front(), sigmas, run);
        }};
}

}  // namespace reverie::engine
