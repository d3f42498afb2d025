#include "core/engine/sigma_spacing.h"

#include "core/engine/sigmas.h"

#include <algorithm>
#include <cmath>

namespace reverie::engine {

namespace {

/// What the density t^-0.4 (1 - t)^-0.4 has between 0 and x <= 1/2, as a power series.
double betaIntegral(double x)
{
    constexpr double kShape = 0.6;
    constexpr int kTerms = 60;
    double factor = std::pow(x, kShape);
    double sum = 0;
    for (int k = 0; k < kTerms; ++k) {
        sum += factor / (kShape + k);
        factor *= x * (k + 1 - kShape) / (k + 1);
    }
    return sum;
}

/// Source: Lee et al. 2024 (arXiv 2407.12173).
std::vector<double> betaRamp(double largest, double smallest, int steps)
{
    std::vector<double> sigmas = linspace(0, 1, steps);
    for (double& value : sigmas)
        value = smallest + betaQuantile(1 - value) * (largest - smallest);
    return sigmas;
}

}  // namespace

TrainedLevels::TrainedLevels(std::vector<double> sigmas) : m_sigmas(roundedToFloat(std::move(sigmas)))
{
    Q_ASSERT(m_sigmas.size() >= 2);
    m_logSigmas.reserve(m_sigmas.size());
    for (const double sigma : m_sigmas)
        m_logSigmas.push_back(static_cast<float>(std::log(sigma)));
}

double TrainedLevels::sigmaAt(double timestep) const
{
    const double inside = std::clamp(timestep, 0.0, static_cast<double>(m_sigmas.size() - 1));
    const auto low = static_cast<std::size_t>(inside);
    const auto high = std::min(low + 1, m_sigmas.size() - 1);
    return m_sigmas[low] + (m_sigmas[high] - m_sigmas[low]) * (inside - static_cast<double>(low));
}

double TrainedLevels::timestepOf(double sigma) const
{
    constexpr double kLeast = 1e-10;
    const double logSigma = std::log(std::max(sigma, kLeast));
    const auto above = std::upper_bound(m_logSigmas.begin() + 1, m_logSigmas.end() - 1, logSigma);
    const double low = *(above - 1);
    const auto lowIndex = static_cast<double>(above - 1 - m_logSigmas.begin());
    const double share = std::clamp((low - logSigma) / (low - *above), 0.0, 1.0);
    return (1 - share) * lowIndex + share * (lowIndex + 1);
}

double betaQuantile(double probability)
{
    if (probability > 0.5)
        return 1 - betaQuantile(1 - probability);
    constexpr int kHalvings = 60;
    const double wanted = 2 * probability * betaIntegral(0.5);
    double low = 0;
    double high = 0.5;
    for (int i = 0; i < kHalvings; ++i) {
        const double middle = (low + high) / 2;
        (betaIntegral(middle) < wanted ? low : high) = middle;
    }
    return low;
}

std::vector<double> spreadSigmas(SigmaSpacing spacing, double largest, double smallest, int steps)
{
    Q_ASSERT(spacing != SigmaSpacing::AsTrained);
    if (spacing == SigmaSpacing::Karras)
        return karrasRamp(largest, smallest, steps);
    return spacing == SigmaSpacing::Beta ? betaRamp(largest, smallest, steps)
                                         : exponentialRamp(largest, smallest, steps);
}

std::vector<double> roundedToFloat(std::vector<double> values)
{
    for (double& value : values)
        value = static_cast<float>(value);
    return values;
}

}  // namespace reverie::engine
