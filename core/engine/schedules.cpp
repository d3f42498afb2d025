#include "core/engine/schedules.h"

#include "core/engine/sigma_spacing.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace reverie::engine {

namespace {

struct ScheduleRow {
    const char16_t* name;
    Schedule function;
};

constexpr std::array kSchedules{
    ScheduleRow{u"Uniform", uniformSigmas},
    ScheduleRow{u"Karras", karrasSigmas},
    ScheduleRow{u"Exponential", exponentialSigmas},
    ScheduleRow{u"Polyexponential", polyexponentialSigmas},
    ScheduleRow{u"SGM Uniform", sgmUniformSigmas},
    ScheduleRow{u"KL Optimal", klOptimalSigmas},
    ScheduleRow{u"Align Your Steps", alignYourStepsSigmas},
    ScheduleRow{u"Simple", simpleSigmas},
    ScheduleRow{u"Normal", uniformSigmas},
    ScheduleRow{u"DDIM", ddimSigmas},
    ScheduleRow{u"Beta", betaSigmas},
};

std::vector<double> numbersOf(const at::Tensor& values)
{
    const at::Tensor wide = values.to(at::kDouble).contiguous();
    return {wide.data_ptr<double>(), wide.data_ptr<double>() + wide.numel()};
}

std::vector<double> withClosingZero(std::vector<double> sigmas)
{
    sigmas.push_back(0);
    return sigmas;
}

/// Levels at any timesteps: straight lines in log sigma. Source: k-diffusion, DiscreteSchedule.t_to_sigma.
at::Tensor sigmasAt(const SigmaTable& table, const at::Tensor& timesteps)
{
    const at::Tensor logSigmas = at::tensor(table.sigmas(), at::kFloat).log();
    const at::Tensor low = logSigmas.index_select(0, timesteps.floor().to(at::kLong));
    const at::Tensor high = logSigmas.index_select(0, timesteps.ceil().to(at::kLong));
    const at::Tensor share = timesteps.frac();
    return ((1 - share) * low + share * high).exp();
}

/// Straight lines in log sigma between eleven levels.
std::vector<double> betweenPublished(const std::array<double, 11>& published, int steps)
{
    std::vector<double> sigmas;
    for (const double place : linspace(0, published.size() - 1, steps)) {
        const auto low = static_cast<std::size_t>(place);
        const std::size_t high = std::min(low + 1, published.size() - 1);
        const double share = place - static_cast<double>(low);
        sigmas.push_back(std::exp((1 - share) * std::log(published[low]) + share * std::log(published[high])));
    }
    return withClosingZero(roundedToFloat(std::move(sigmas)));
}

}  // namespace

std::vector<double> uniformSigmas(const SigmaTable& table, int steps)
{
    return withClosingZero(numbersOf(sigmasAt(table, at::linspace(table.lastTimestep(), 0, steps, at::kFloat))));
}

std::vector<double> karrasSigmas(const SigmaTable& table, int steps)
{
    constexpr double kRho = 7;
    const double first = std::pow(table.largest(), 1 / kRho);
    const double last = std::pow(table.smallest(), 1 / kRho);
    return withClosingZero(numbersOf((first + at::linspace(0, 1, steps, at::kFloat) * (last - first)).pow(kRho)));
}

std::vector<double> exponentialSigmas(const SigmaTable& table, int steps)
{
    return withClosingZero(
        numbersOf(at::linspace(std::log(table.largest()), std::log(table.smallest()), steps, at::kFloat).exp()));
}

std::vector<double> polyexponentialSigmas(const SigmaTable& table, int steps)
{
    constexpr double kRho = 1;
    const double last = std::log(table.smallest());
    const at::Tensor ramp = at::linspace(1, 0, steps, at::kFloat).pow(kRho);
    return withClosingZero(numbersOf((ramp * (std::log(table.largest()) - last) + last).exp()));
}

std::vector<double> sgmUniformSigmas(const SigmaTable& table, int steps)
{
    const at::Tensor timesteps = at::linspace(table.lastTimestep(), 0, steps + 1, at::kFloat).slice(0, 0, steps);
    return withClosingZero(numbersOf(sigmasAt(table, timesteps)));
}

std::vector<double> klOptimalSigmas(const SigmaTable& table, int steps)
{
    const at::Tensor last = at::scalar_tensor(table.smallest(), at::kFloat).atan();
    const at::Tensor first = at::scalar_tensor(table.largest(), at::kFloat).atan();
    const at::Tensor share = at::arange(steps + 1, at::kFloat) / steps;
    return numbersOf((share * last + (1 - share) * first).tan());
}

std::vector<double> alignYourStepsSigmas(const SigmaTable&, int steps)
{
    return betweenPublished({14.615, 6.475, 3.861, 2.697, 1.886, 1.396, 0.963, 0.652, 0.399, 0.152, 0.029}, steps);
}

std::vector<double> alignYourStepsXlSigmas(const SigmaTable&, int steps)
{
    return betweenPublished({14.615, 6.315, 3.771, 2.181, 1.342, 0.862, 0.555, 0.380, 0.234, 0.113, 0.029}, steps);
}

std::vector<double> simpleSigmas(const SigmaTable& table, int steps)
{
    const std::vector<double>& trained = table.sigmas();
    std::vector<double> sigmas;
    for (std::size_t i = 0; i < static_cast<std::size_t>(steps); ++i)
        sigmas.push_back(trained[trained.size() - 1 - trained.size() * i / steps]);
    return withClosingZero(std::move(sigmas));
}

std::vector<double> ddimSigmas(const SigmaTable& table, int steps)
{
    const std::vector<double>& trained = table.sigmas();
    const std::size_t stride = std::max(trained.size() / steps, std::size_t{1});
    std::vector<double> sigmas;
    for (std::size_t i = 1; i < trained.size(); i += stride)
        sigmas.push_back(trained[i]);
    std::reverse(sigmas.begin(), sigmas.end());
    return withClosingZero(std::move(sigmas));
}

std::vector<double> betaSigmas(const SigmaTable& table, int steps)
{
    std::vector<double> sigmas;
    for (const double share : linspace(0, 1, steps))
        sigmas.push_back(table.smallest() + betaQuantile(1 - share) * (table.largest() - table.smallest()));
    return withClosingZero(roundedToFloat(std::move(sigmas)));
}

Schedule findSchedule(const QString& name, bool isXl)
{
    const auto row = std::find_if(kSchedules.begin(), kSchedules.end(),
        [&](const ScheduleRow& candidate) { return name == QStringView(candidate.name); });
    if (row == kSchedules.end())
        return nullptr;
    return isXl && row->function == alignYourStepsSigmas ? alignYourStepsXlSigmas : row->function;
}

}  // namespace reverie::engine
