#include "core/engine/sampler_steps.h"
#include "core/engine/samplers.h"
#include "core/engine/sigmas.h"

#include <algorithm>
#include <cmath>

namespace reverie::engine {

namespace {

std::size_t nearest(const std::vector<double>& sigmas, double sigma)
{
    const auto isNearer = [&](double a, double b) { return std::abs(a - sigma) < std::abs(b - sigma); };
    return std::min_element(sigmas.begin(), sigmas.end(), isNearer) - sigmas.begin();
}

/// The levels of sampleRestart in falling rows, noise leading up from the end of one to the start of the next.
std::vector<std::vector<double>> restartDescents(const std::vector<double>& sigmas)
{
    constexpr double kLow = 0.1;
    constexpr double kHigh = 2;
    const int steps = static_cast<int>(sigmas.size()) - 1;
    if (steps < 20)
        return {sigmas};
    const int restarts = steps < 36 ? 1 : 2;
    const int restartSteps = steps < 36 ? 9 : steps / 4;
    std::vector<double> main = karrasRamp(sigmas.front(), sigmas[steps - 1], steps - restarts * restartSteps);
    main.push_back(0);
    const std::size_t low = nearest(main, kLow);
    const std::size_t high = nearest(main, kHigh);
    if (high >= low)
        return {main};
    const auto turn = main.begin() + static_cast<std::ptrdiff_t>(low) + 1;
    std::vector<std::vector<double>> descents{{main.begin(), turn}};
    descents.resize(1 + restarts, karrasRamp(main[high], main[low], restartSteps + 1));
    descents.back().insert(descents.back().end(), turn, main.end());
    return descents;
}

}  // namespace

Result<at::Tensor> sampleEulerAncestral(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run)
{
    for (std::size_t i = 0; i + 1 < sigmas.size(); ++i) {
        const auto denoised = denoise(x, sigmas[i]);
        if (!denoised)
            return denoised;
        run.observe(static_cast<int>(i) + 1, *denoised);
        const auto [down, up] = ancestralStep(sigmas[i], sigmas[i + 1], run.options.eta);
        x = x + slope(x, *denoised, sigmas[i]) * (down - sigmas[i]);
        if (sigmas[i + 1] > 0)
            x = x + run.noise(sigmas[i], sigmas[i + 1]) * up;
    }
    return x;
}

Result<at::Tensor> sampleDpm2Ancestral(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run)
{
    for (std::size_t i = 0; i + 1 < sigmas.size(); ++i) {
        const auto denoised = denoise(x, sigmas[i]);
        if (!denoised)
            return denoised;
        const auto [down, up] = ancestralStep(sigmas[i], sigmas[i + 1], run.options.eta);
        const auto next = dpm2Stride(denoise, {x, *denoised, sigmas[i], down});
        if (!next)
            return next;
        run.observe(static_cast<int>(i) + 1, *denoised);
        x = sigmas[i + 1] > 0 ? *next + run.noise(sigmas[i], sigmas[i + 1]) * up : *next;
    }
    return x;
}

Result<at::Tensor> sampleDpmpp2sAncestral(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run)
{
    for (std::size_t i = 0; i + 1 < sigmas.size(); ++i) {
        auto denoised = denoise(x, sigmas[i]);
        if (!denoised)
            return denoised;
        const at::Tensor estimate = *denoised;
        const auto [down, up] = ancestralStep(sigmas[i], sigmas[i + 1], run.options.eta);
        if (down > 0) {
            const double half = std::sqrt(down / sigmas[i]);
            denoised = denoise(x * half + estimate * (1 - half), sigmas[i] * half);
            if (!denoised)
                return denoised;
        }
        run.observe(static_cast<int>(i) + 1, estimate);
        const double ratio = down / sigmas[i];
        x = x * ratio + *denoised * (1 - ratio);
        if (sigmas[i + 1] > 0)
            x = x + run.noise(sigmas[i], sigmas[i + 1]) * up;
    }
    return x;
}

Result<at::Tensor> sampleRestart(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run)
{
    int step = 0;
    double reached = 0;
    for (const std::vector<double>& levels : restartDescents(sigmas)) {
        const double top = levels.front();
        if (step > 0)
            x = x + run.noise(reached, top) * std::sqrt(top * top - reached * reached);
        const SamplerRun counted{.observe = [&](int, const at::Tensor& estimate) { run.observe(++step, estimate); }};
        auto descended = sampleHeun(denoise, x, levels, counted);
        if (!descended)
            return descended;
        x = *descended;
        reached = levels.back();
    }
    return x;
}

Result<at::Tensor> sampleLcm(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run)
{
    for (std::size_t i = 0; i + 1 < sigmas.size(); ++i) {
        const auto denoised = denoise(x, sigmas[i]);
        if (!denoised)
            return denoised;
        run.observe(static_cast<int>(i) + 1, *denoised);
        x = *denoised;
        if (sigmas[i + 1] > 0)
            x = x + run.noise(sigmas[i], sigmas[i + 1]) * sigmas[i + 1];
    }
    return x;
}

}  // namespace reverie::engine
