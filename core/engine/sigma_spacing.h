#pragma once

#include "core/engine/scheduler_config.h"

#include <vector>

namespace reverie::engine {

/// The noise levels of a model's training as diffusers reads between them: straight lines in sigma from timesteps to
/// levels, straight lines in log sigma back. Logarithms are float32, as numpy's are: some schedulers cut timesteps to
/// whole numbers, and the largest level must come out as the last timestep or just before it as it does there.
class TrainedLevels final {
public:
    /// \param sigmas rising, positive, at least two
    explicit TrainedLevels(std::vector<double> sigmas);

    [[nodiscard]] double smallest() const { return m_sigmas.front(); }
    [[nodiscard]] double largest() const { return m_sigmas.back(); }

    /// Beyond the ends: the end's level.
    [[nodiscard]] double sigmaAt(double timestep) const;
    /// Beyond the ends: the end's timestep.
    [[nodiscard]] double timestepOf(double sigma) const;

private:
    std::vector<double> m_sigmas;
    std::vector<double> m_logSigmas;
};

/// `steps` levels from the largest to the smallest. \param spacing not AsTrained
[[nodiscard]] std::vector<double> spreadSigmas(SigmaSpacing spacing, double largest, double smallest, int steps);

/// The x in 0..1 below which the share `probability` of the beta distribution with both shapes 0.6 lies.
[[nodiscard]] double betaQuantile(double probability);

/// The numbers rounded to float32, which is how diffusers keeps levels.
[[nodiscard]] std::vector<double> roundedToFloat(std::vector<double> values);

}  // namespace reverie::engine
