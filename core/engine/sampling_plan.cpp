#include "core/engine/sampling_plan.h"

#include "core/engine/noise_levels.h"
#include "core/engine/sampler_table.h"
#include "core/engine/schedulers.h"
#include "core/engine/schedules.h"
#include "core/request/sampler_names.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace reverie::engine {

namespace {

Result<SamplingPlan> planModelDefault(const SchedulerConfig& config, int steps, double guidanceScale)
{
    const auto row = findScheduler(config, steps);
    if (!row)
        return tl::unexpected<Error>(row.error());
    const Scheduler scheduler = (*row)->function;
    const int observed = observedSteps(**row, config, steps);
    return SamplingPlan{observed, observed * ((*row)->asksTwice ? 2 : 1), guidanceScale > 1, false,
        [=](const GuidedModel& model, const at::Tensor& noise, const SamplerRun& run) {
            return scheduler(model, noise, config, steps, run);
        }};
}

bool takesSchedule(const SamplerRow& row)
{
    return row.levels == Levels::Schedule || row.levels == Levels::Distilled;
}

double smallestAboveZero(const std::vector<double>& sigmas)
{
    return sigmas.back() > 0 ? sigmas.back() : sigmas[sigmas.size() - 2];
}

/// The levels that a sampler visits, and what stands between them and the latents.
struct Course {
    std::vector<double> sigmas;
    double startScale = 1;  ///< of the noise
    double endScale = 1;    ///< of what the sampler returns
    std::function<double(double sigma)> timestepOf;
};

Course scheduledCourse(const SigmaTable& table, const SamplerRow& row, Schedule schedule, int steps)
{
    Course course{schedule(table, row.dropsNextToLast ? steps + 1 : steps)};
    if (row.dropsNextToLast)
        course.sigmas.erase(course.sigmas.end() - 2);
    course.startScale = course.sigmas.front();
    course.timestepOf = [=](double sigma) { return table.timestepOf(sigma); };
    return course;
}

/// The schedule over every twentieth level (of 1000), which are those that latent consistency models were distilled on;
/// the network hears of the nearest one. Source: Luo et al. 2023 (arXiv 2310.04378), section 4.3, "skipping-step".
Course distilledCourse(const SigmaTable& table, Schedule schedule, int steps)
{
    constexpr std::size_t kLevels = 50;
    const std::vector<double>& trained = table.sigmas();
    const std::size_t stride = std::max(trained.size() / kLevels, std::size_t{1});
    std::vector<double> levels;
    for (std::size_t i = stride - 1; i < trained.size(); i += stride)
        levels.push_back(trained[i]);
    const SigmaTable distilled(levels);
    Course course{schedule(distilled, steps)};
    course.startScale = course.sigmas.front();
    course.timestepOf = [=](double sigma) {
        return (std::nearbyint(distilled.timestepOf(sigma)) + 1) * static_cast<double>(stride) - 1;
    };
    return course;
}

Course endsCourse(const SigmaTable& table)
{
    return {
        {table.largest(), table.smallest()}, table.largest(), 1, [=](double sigma) { return table.timestepOf(sigma); }};
}

/// range(0, 1000, 1000 // steps) + 1, at most 999, falling, then timestep 0. The sampler works on x / sqrt(alpha), so
/// noise of deviation 1 comes in and latents of the last alpha go out.
Course timestepCourse(const SigmaTable& table, int steps)
{
    const std::vector<double>& trained = table.sigmas();
    const std::size_t stride = std::max(trained.size() / steps, std::size_t{1});
    std::vector<double> sigmas{trained.front()};
    for (std::size_t i = 1; i < trained.size() + 1; i += stride)
        sigmas.push_back(trained[std::min(i, trained.size() - 1)]);
    sigmas.erase(std::unique(sigmas.begin(), sigmas.end()), sigmas.end());
    std::reverse(sigmas.begin(), sigmas.end());
    const auto length = [](double sigma) { return std::sqrt(sigma * sigma + 1); };
    const double startScale = length(sigmas.front());
    return {std::move(sigmas), startScale, 1 / length(trained.front()),
        [=](double sigma) { return table.timestepOf(sigma); }};
}

Course planCourse(const SigmaTable& table, const SamplerRow& row, Schedule schedule, int steps)
{
    switch (row.levels) {
    case Levels::Distilled:
        return distilledCourse(table, schedule, steps);
    case Levels::Ends:
        return endsCourse(table);
    case Levels::Timesteps:
        return timestepCourse(table, steps);
    case Levels::Schedule:
        break;
    }
    return scheduledCourse(table, row, schedule, steps);
}

int stepsOf(const SamplerRow& row, const Course& course, int steps)
{
    if (row.function == sampleDpmAdaptive)
        return 0;
    return row.levels == Levels::Ends ? steps : static_cast<int>(course.sigmas.size()) - 1;
}

SamplingPlan planRow(
    const SchedulerConfig& config, const SamplerRow& row, Schedule schedule, int steps, double guidanceScale)
{
    constexpr double kLambdas = 12.5;
    const Course course = planCourse(SigmaTable(trainedSigmas(alphasCumprod(config, true))), row, schedule, steps);
    SamplingPlan plan;
    plan.guidesItself = row.function == sampleDdimCfgpp;
    plan.isGuided = plan.guidesItself || guidanceScale != 1;
    plan.steps = stepsOf(row, course, steps);
    plan.calls = steps * (row.asksTwice ? 2 : 1);
    if (row.function == sampleDpmAdaptive)
        plan.largestBatch = 1;
    plan.sample = [=, prediction = config.prediction](
                      const GuidedModel& model, const at::Tensor& noise, const SamplerRun& run) {
        SamplerRun own = run;
        own.options.steps = steps;
        own.options.guidance = guidanceScale / kLambdas;
        if (row.isBrownian)
            own.noise = run.brownian(smallestAboveZero(course.sigmas), course.sigmas.front(), {});
        const Denoiser denoise = makeDenoiser(model, prediction, course.timestepOf);
        return row.function(denoise, noise * course.startScale, course.sigmas, own).map([&](const at::Tensor& x) {
            return x * course.endScale;
        });
    };
    return plan;
}

}  // namespace

Result<SamplingPlan> planSampling(const SchedulerConfig& config, const request::GenerationRequest& request, bool isXl)
{
    const int steps = request.steps.value();
    const double guidanceScale = request.guidanceScale.value();
    if (request.sampler == request::kModelDefault)
        return planModelDefault(config, steps, guidanceScale);
    const auto choice = request::chooseSampler(request.sampler.value(), request.schedule.value());
    if (!choice)
        return tl::unexpected<Error>(choice.error());
    const SamplerRow* sampler = findSamplerRow(choice->sampler);
    const Schedule schedule = findSchedule(choice->schedule.value(), isXl);
    if (!sampler || (takesSchedule(*sampler) && !schedule))
        return fail(ErrorCode::InvalidArgument,
            QStringLiteral("the engine has no sampler \"%1\" with schedule \"%2\"")
                .arg(choice->sampler, *choice->schedule));
    return planRow(config, *sampler, schedule, steps, guidanceScale);
}

}  // namespace reverie::engine
