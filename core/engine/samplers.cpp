#include "core/engine/samplers.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <optional>

namespace reverie::engine {

namespace {

constexpr std::array kSamplers{
    SamplerRow{u"DPM++ 2M", sampleDpmpp2m},
    SamplerRow{u"Euler a", sampleEulerAncestral},
    SamplerRow{u"Euler", sampleEuler},
    SamplerRow{u"LMS", sampleLms},
};

/// dx / dsigma of the probability-flow ODE.
at::Tensor slope(const at::Tensor& x, const at::Tensor& denoised, double sigma)
{
    return (x - denoised) / sigma;
}

/// How far an ancestral step goes down, and how much noise it adds to come back to `sigmaNext`.
struct AncestralStep {
    double down = 0;
    double up = 0;
};

AncestralStep ancestralStep(double sigma, double sigmaNext, double eta)
{
    const double share = 1 - sigmaNext * sigmaNext / (sigma * sigma);
    const double up = std::min(sigmaNext, eta * sigmaNext * std::sqrt(share));
    return {std::sqrt(sigmaNext * sigmaNext - up * up), up};
}

/// The weight of slope number `back` (0 = the newest) in a multistep step from sigmas[i] to sigmas[i + 1]: the
/// integral of its Lagrange polynomial. Two Gauss points are exact up to order 4.
double multistepWeight(const std::vector<double>& sigmas, std::size_t i, int order, int back)
{
    const double middle = (sigmas[i] + sigmas[i + 1]) / 2;
    const double half = (sigmas[i + 1] - sigmas[i]) / 2;
    double sum = 0;
    for (const double point : {middle - half / std::sqrt(3.0), middle + half / std::sqrt(3.0)}) {
        double product = 1;
        for (int k = 0; k < order; ++k) {
            if (k != back)
                product *= (point - sigmas[i - k]) / (sigmas[i - back] - sigmas[i - k]);
        }
        sum += product;
    }
    return sum * half;
}

}  // namespace

Result<at::Tensor> sampleEuler(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run)
{
    for (std::size_t i = 0; i + 1 < sigmas.size(); ++i) {
        const auto denoised = denoise(x, sigmas[i]);
        if (!denoised)
            return denoised;
        run.observe(static_cast<int>(i) + 1, *denoised);
        x = x + slope(x, *denoised, sigmas[i]) * (sigmas[i + 1] - sigmas[i]);
    }
    return x;
}

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

Result<at::Tensor> sampleDpmpp2m(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run)
{
    // lambda = -log(sigma) is the paper's half log-SNR; h is the way from one step to the next.
    std::optional<at::Tensor> previous;
    for (std::size_t i = 0; i + 1 < sigmas.size(); ++i) {
        const auto denoised = denoise(x, sigmas[i]);
        if (!denoised)
            return denoised;
        run.observe(static_cast<int>(i) + 1, *denoised);
        const double ratio = sigmas[i + 1] / sigmas[i];
        at::Tensor direction = *denoised;
        if (previous && sigmas[i + 1] > 0) {
            const double h = -std::log(ratio);
            const double hLast = std::log(sigmas[i - 1] / sigmas[i]);
            const double lean = h / (2 * hLast);
            direction = *denoised * (1 + lean) - *previous * lean;
        }
        x = x * ratio + direction * (1 - ratio);
        previous = *denoised;
    }
    return x;
}

Result<at::Tensor> sampleLms(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run)
{
    std::deque<at::Tensor> slopes;  // the newest first
    for (std::size_t i = 0; i + 1 < sigmas.size(); ++i) {
        const auto denoised = denoise(x, sigmas[i]);
        if (!denoised)
            return denoised;
        run.observe(static_cast<int>(i) + 1, *denoised);
        slopes.push_front(slope(x, *denoised, sigmas[i]));
        if (static_cast<int>(slopes.size()) > run.options.lmsOrder)
            slopes.pop_back();
        const int order = static_cast<int>(slopes.size());
        for (int back = 0; back < order; ++back)
            x = x + slopes[back] * multistepWeight(sigmas, i, order, back);
    }
    return x;
}

const SamplerRow* findSamplerRow(const QString& name)
{
    const auto row = std::find_if(kSamplers.begin(), kSamplers.end(),
        [&](const SamplerRow& candidate) { return name == QStringView(candidate.name); });
    return row == kSamplers.end() ? nullptr : row;
}

}  // namespace reverie::engine
