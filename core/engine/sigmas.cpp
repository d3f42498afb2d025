#include "core/engine/sigmas.h"

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
};

std::vector<double> withClosingZero(std::vector<double> sigmas)
{
    sigmas.push_back(0);
    return sigmas;
}

}  // namespace

std::vector<double> linspace(double first, double last, int count)
{
    std::vector<double> values(static_cast<std::size_t>(count), first);
    const double stride = count > 1 ? (last - first) / (count - 1) : 0;
    for (int i = 1; i < count; ++i)
        values[i] = i == count - 1 ? last : first + i * stride;
    return values;
}

SigmaTable::SigmaTable(const std::vector<double>& trainedSigmas)
{
    Q_ASSERT(trainedSigmas.size() >= 2);
    m_logSigmas.reserve(trainedSigmas.size());
    for (const double sigma : trainedSigmas)
        m_logSigmas.push_back(std::log(sigma));
}

double SigmaTable::timestepOf(double sigma) const
{
    const double logSigma = std::log(sigma);
    const auto above = std::upper_bound(m_logSigmas.begin() + 1, m_logSigmas.end() - 1, logSigma);
    const double high = *above;
    const double low = *(above - 1);
    const auto lowIndex = static_cast<double>(above - 1 - m_logSigmas.begin());
    return lowIndex + std::clamp((logSigma - low) / (high - low), 0.0, 1.0);
}

double SigmaTable::sigmaOf(double timestep) const
{
    const double low = std::floor(timestep);
    const double share = timestep - low;
    const double logLow = m_logSigmas[static_cast<std::size_t>(low)];
    const double logHigh = m_logSigmas[static_cast<std::size_t>(std::ceil(timestep))];
    return std::exp((1 - share) * logLow + share * logHigh);
}

std::vector<double> uniformSigmas(const SigmaTable& table, int steps)
{
    std::vector<double> sigmas = linspace(table.lastTimestep(), 0, steps);
    for (double& value : sigmas)
        value = table.sigmaOf(value);
    return withClosingZero(std::move(sigmas));
}

std::vector<double> karrasSigmas(const SigmaTable& table, int steps)
{
    return withClosingZero(karrasRamp(table.largest(), table.smallest(), steps));
}

std::vector<double> karrasRamp(double largest, double smallest, int steps)
{
    constexpr double kRho = 7;
    std::vector<double> sigmas = linspace(std::pow(largest, 1 / kRho), std::pow(smallest, 1 / kRho), steps);
    for (double& value : sigmas)
        value = std::pow(value, kRho);
    return sigmas;
}

std::vector<double> exponentialRamp(double largest, double smallest, int steps)
{
    std::vector<double> sigmas = linspace(std::log(largest), std::log(smallest), steps);
    for (double& value : sigmas)
        value = std::exp(value);
    return sigmas;
}

Schedule findSchedule(const QString& name)
{
    const auto row = std::find_if(kSchedules.begin(), kSchedules.end(),
        [&](const ScheduleRow& candidate) { return name == QStringView(candidate.name); });
    return row == kSchedules.end() ? nullptr : row->function;
}

}  // namespace reverie::engine
