#include "core/engine/sampler_steps.h"
#include "core/engine/samplers.h"

#include <cmath>
#include <optional>

namespace reverie::engine {

namespace {

/// A step's ends and its middle in log sigma.
struct Third {
    double sigma = 0;
    double middle = 0;
    double sigmaNext = 0;
};

/// As k-diffusion has them: to logarithms and back in float32, which the Brownian tree can tell from the sigmas.
Third thirdOf(double sigma, double sigmaNext)
{
    const at::Tensor t = at::scalar_tensor(sigma, at::kFloat).log().neg();
    const at::Tensor tNext = at::scalar_tensor(sigmaNext, at::kFloat).log().neg();
    const auto back = [](const at::Tensor& time) { return time.neg().exp().item<double>(); };
    return {back(t), back(t + (tNext - t) * 0.5), back(tNext)};
}

/// x at `sigma` -> ancestral step to `sigmaNext`, the estimate staying what it is.
at::Tensor stochasticStep(
    const at::Tensor& x, const at::Tensor& denoised, const SamplerRun& run, const Third& third, double sigmaNext)
{
    const auto [down, up] = ancestralStep(third.sigma, sigmaNext, run.options.eta);
    const double ratio = down / third.sigma;
    return x * ratio + denoised * (1 - ratio) + run.noise(third.sigma, sigmaNext) * up;
}

/// How the last two estimates of SDE-DPM-Solver++(2M) make a slope: its weight for a step of `h` in log sigma.
using SlopeWeight = double (*)(double h);

Result<at::Tensor> sampleTwoStepSde(
    SlopeWeight weigh, const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run)
{
    std::optional<at::Tensor> previous;
    for (std::size_t i = 0; i + 1 < sigmas.size(); ++i) {
        const auto denoised = denoise(x, sigmas[i]);
        if (!denoised)
            return denoised;
        run.observe(static_cast<int>(i) + 1, *denoised);
        if (sigmas[i + 1] == 0)
            return denoised;
        const double h = std::log(sigmas[i] / sigmas[i + 1]);
        const double etaH = run.options.eta * h;
        x = x * (sigmas[i + 1] / sigmas[i] * std::exp(-etaH)) - *denoised * std::expm1(-h - etaH);
        if (previous)
            x = x + (*denoised - *previous) * (weigh(h + etaH) * h / std::log(sigmas[i - 1] / sigmas[i]));
        x = x + run.noise(sigmas[i], sigmas[i + 1]) * (sigmas[i + 1] * std::sqrt(-std::expm1(-2 * etaH)));
        previous = *denoised;
    }
    return x;
}

/// The estimates that SDE-DPM-Solver++(3M) remembers, the newest first, and the steps in log sigma between them.
struct History {
    at::Tensor newest;
    at::Tensor older;
    at::Tensor oldest;
    double lastH = 0;
    double earlierH = 0;
};

/// What the change of the estimates adds to a step of `h`, `stretched` = h (1 + eta).
at::Tensor curvature(const History& history, double h, double stretched)
{
    const double phi2 = std::expm1(-stretched) / stretched + 1;
    const double r0 = history.lastH / h;
    const at::Tensor recent = (history.newest - history.older) / r0;
    if (!history.oldest.defined())
        return recent * phi2;
    const double r1 = history.earlierH / h;
    const at::Tensor bend = (recent - (history.older - history.oldest) / r1) / (r0 + r1);
    const double phi3 = phi2 / stretched - 0.5;
    return (recent + bend * r0) * phi2 - bend * phi3;
}

}  // namespace

Result<at::Tensor> sampleDpmppSde(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run)
{
    for (std::size_t i = 0; i + 1 < sigmas.size(); ++i) {
        const auto denoised = denoise(x, sigmas[i]);
        if (!denoised)
            return denoised;
        const int step = static_cast<int>(i) + 1;
        if (sigmas[i + 1] == 0) {
            run.observe(step, *denoised);
            return denoised;
        }
        const Third third = thirdOf(sigmas[i], sigmas[i + 1]);
        const auto denoisedHalfWay = denoise(stochasticStep(x, *denoised, run, third, third.middle), third.middle);
        if (!denoisedHalfWay)
            return denoisedHalfWay;
        run.observe(step, *denoised);
        x = stochasticStep(x, *denoisedHalfWay, run, third, third.sigmaNext);
    }
    return x;
}

Result<at::Tensor> sampleDpmpp2mSde(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run)
{
    const auto midpoint = [](double h) { return -std::expm1(-h) / 2; };
    return sampleTwoStepSde(midpoint, denoise, std::move(x), sigmas, run);
}

Result<at::Tensor> sampleDpmpp2mSdeHeun(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run)
{
    const auto heun = [](double h) { return std::expm1(-h) / h + 1; };
    return sampleTwoStepSde(heun, denoise, std::move(x), sigmas, run);
}

Result<at::Tensor> sampleDpmpp3mSde(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run)
{
    History history;
    for (std::size_t i = 0; i + 1 < sigmas.size(); ++i) {
        const auto denoised = denoise(x, sigmas[i]);
        if (!denoised)
            return denoised;
        run.observe(static_cast<int>(i) + 1, *denoised);
        if (sigmas[i + 1] == 0)
            return denoised;
        const double eta = run.options.eta;
        const double h = std::log(sigmas[i] / sigmas[i + 1]);
        const double stretched = h * (1 + eta);
        history = {*denoised, history.newest, history.older, history.lastH, history.earlierH};
        x = x * std::exp(-stretched) - *denoised * std::expm1(-stretched);
        if (history.older.defined())
            x = x + curvature(history, h, stretched);
        x = x + run.noise(sigmas[i], sigmas[i + 1]) * (sigmas[i + 1] * std::sqrt(-std::expm1(-2 * h * eta)));
        history.earlierH = history.lastH;
        history.lastH = h;
    }
    return x;
}

}  // namespace reverie::engine
