#include "core/engine/sigmas.h"

#include <QtGlobal>

#include <algorithm>
#include <cmath>

namespace reverie::engine {

std::vector<double> linspace(double first, double last, int count)
{
    std::vector<double> values(static_cast<std::size_t>(count), first);
    const double stride = count > 1 ? (last - first) / (count - 1) : 0;
    for (int i = 1; i < count; ++i)
        values[i] = i == count - 1 ? last : first + i * stride;
    return values;
}

SigmaTable::SigmaTable(const std::vector<double>& trainedSigmas) : m_sigmas(trainedSigmas)
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

}  // namespace reverie::engine
