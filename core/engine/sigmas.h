#pragma once

#include <vector>

namespace reverie::engine {

/// `count` numbers evenly from `first` to `last`, both included; one number is `first`.
[[nodiscard]] std::vector<double> linspace(double first, double last, int count);

/// The noise levels of a model's training, and the way between them and timesteps: straight lines in log sigma,
/// not quantised. Source: k-diffusion, DiscreteSchedule.
class SigmaTable final {
public:
    /// \param trainedSigmas rising, positive, at least two
    explicit SigmaTable(const std::vector<double>& trainedSigmas);

    [[nodiscard]] const std::vector<double>& sigmas() const { return m_sigmas; }
    [[nodiscard]] double smallest() const { return m_sigmas.front(); }
    [[nodiscard]] double largest() const { return m_sigmas.back(); }
    [[nodiscard]] double lastTimestep() const { return static_cast<double>(m_sigmas.size() - 1); }

    /// \param sigma > 0; beyond the ends the end's timestep
    [[nodiscard]] double timestepOf(double sigma) const;

private:
    std::vector<double> m_sigmas;
    std::vector<double> m_logSigmas;
};

/// Even in sigma^(1/7), without a closing 0. Source: Karras et al. 2022, equation 5.
[[nodiscard]] std::vector<double> karrasRamp(double largest, double smallest, int steps);
/// Even in log sigma, without a closing 0.
[[nodiscard]] std::vector<double> exponentialRamp(double largest, double smallest, int steps);

}  // namespace reverie::engine
