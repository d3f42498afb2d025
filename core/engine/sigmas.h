#pragma once

#include <QString>

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

    [[nodiscard]] double smallest() const { return sigmaOf(0); }
    [[nodiscard]] double largest() const { return sigmaOf(lastTimestep()); }
    [[nodiscard]] double lastTimestep() const { return static_cast<double>(m_logSigmas.size() - 1); }

    /// \param sigma > 0; beyond the ends the end's timestep
    [[nodiscard]] double timestepOf(double sigma) const;
    /// \param timestep 0..lastTimestep()
    [[nodiscard]] double sigmaOf(double timestep) const;

private:
    std::vector<double> m_logSigmas;
};

/// A schedule: the noise levels that a sampler visits, falling, `steps` of them and a closing 0. A pure function.
using Schedule = std::vector<double> (*)(const SigmaTable& table, int steps);

/// Even in timesteps. Source: k-diffusion, DiscreteSchedule.get_sigmas.
[[nodiscard]] std::vector<double> uniformSigmas(const SigmaTable& table, int steps);
/// Even in sigma^(1/7). Source: Karras et al. 2022, equation 5, between the model's own ends.
[[nodiscard]] std::vector<double> karrasSigmas(const SigmaTable& table, int steps);

/// The same between ends of one's own and without the closing 0.
[[nodiscard]] std::vector<double> karrasRamp(double largest, double smallest, int steps);
/// Even in log sigma, without the closing 0.
[[nodiscard]] std::vector<double> exponentialRamp(double largest, double smallest, int steps);

/// The schedule with that A1111 name, or nullptr. "Automatic" is none: request::chooseSampler knows what it means.
[[nodiscard]] Schedule findSchedule(const QString& name);

}  // namespace reverie::engine
