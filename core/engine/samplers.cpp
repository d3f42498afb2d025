#include "core/engine/samplers.h"

#include "core/engine/sampler_steps.h"

#include <cmath>
#include <deque>
#include <optional>

namespace reverie::engine {

namespace {

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

Result<at::Tensor> sampleByStrides(decltype(heunStride)& take, const Denoiser& denoise, at::Tensor x,
    const std::vector<double>& sigmas, const SamplerRun& run)
{
    for (std::size_t i = 0; i + 1 < sigmas.size(); ++i) {
        const auto denoised = denoise(x, sigmas[i]);
        if (!denoised)
            return denoised;
        auto next = take(denoise, {x, *denoised, sigmas[i], sigmas[i + 1]});
        if (!next)
            return next;
        run.observe(static_cast<int>(i) + 1, *denoised);
        x = *next;
    }
    return x;
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

Result<at::Tensor> heunStride(const Denoiser& denoise, const Stride& stride)
{
    const auto& [x, denoised, sigma, sigmaNext] = stride;
    const at::Tensor first = slope(x, denoised, sigma);
    const at::Tensor ahead = x + first * (sigmaNext - sigma);
    if (sigmaNext == 0)
        return ahead;
    const auto denoisedAhead = denoise(ahead, sigmaNext);
    if (!denoisedAhead)
        return denoisedAhead;
    return x + (first + slope(ahead, *denoisedAhead, sigmaNext)) * ((sigmaNext - sigma) / 2);
}

Result<at::Tensor> dpm2Stride(const Denoiser& denoise, const Stride& stride)
{
    const auto& [x, denoised, sigma, sigmaNext] = stride;
    const at::Tensor first = slope(x, denoised, sigma);
    if (sigmaNext == 0)
        return x - first * sigma;
    const double middle = std::sqrt(sigma * sigmaNext);
    const at::Tensor halfWay = x + first * (middle - sigma);
    const auto denoisedHalfWay = denoise(halfWay, middle);
    if (!denoisedHalfWay)
        return denoisedHalfWay;
    return x + slope(halfWay, *denoisedHalfWay, middle) * (sigmaNext - sigma);
}

Result<at::Tensor> sampleHeun(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run)
{
    return sampleByStrides(heunStride, denoise, std::move(x), sigmas, run);
}

Result<at::Tensor> sampleDpm2(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run)
{
    return sampleByStrides(dpm2Stride, denoise, std::move(x), sigmas, run);
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

}  // namespace reverie::engine
