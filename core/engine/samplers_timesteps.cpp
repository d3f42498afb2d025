#include "core/engine/sampler_steps.h"
#include "core/engine/samplers.h"

#include <cmath>
#include <deque>

namespace reverie::engine {

namespace {

/// Adams and Bashforth's weights for even steps, the newest slope first.
at::Tensor multistepSlope(const std::deque<at::Tensor>& slopes)
{
    switch (slopes.size()) {
    case 1:
        return slopes[0];
    case 2:
        return (slopes[0] * 3 - slopes[1]) / 2;
    case 3:
        return (slopes[0] * 23 - slopes[1] * 16 + slopes[2] * 5) / 12;
    default:
        return (slopes[0] * 55 - slopes[1] * 59 + slopes[2] * 37 - slopes[3] * 9) / 24;
    }
}

/// The weights that make a polynomial of the estimates' changes, taken at `places` along a step of `h` in log sigma,
/// exact: rho of R rho = a / B in Zhao et al. 2023, section 3.2, with B(h) = h.
std::vector<double> uniPcWeights(const std::vector<double>& places, double h)
{
    const auto order = static_cast<std::int64_t>(places.size());
    if (order == 1)
        return {0.5};
    at::Tensor powers = at::empty({order, order}, at::kDouble);
    at::Tensor wanted = at::empty({order}, at::kDouble);
    double phi = -std::expm1(-h) / h - 1;
    double factorial = 1;
    for (std::int64_t row = 0; row < order; ++row) {
        for (std::int64_t column = 0; column < order; ++column)
            powers[row][column] = std::pow(places[column], row);
        wanted[row] = -phi * factorial / h;
        factorial *= static_cast<double>(row + 2);
        phi = -phi / h - 1 / factorial;
    }
    const at::Tensor weights = at::linalg_solve(powers, wanted).contiguous();
    return {weights.data_ptr<double>(), weights.data_ptr<double>() + order};
}

/// The estimates at the levels so far, the newest first, and those levels.
struct Estimates {
    std::deque<at::Tensor> denoised;
    std::deque<double> sigmas;
};

/// From x at the newest level to `sigmaNext`, looking back over `order` estimates: UniP, and with the estimate
/// `arrived` at `sigmaNext` UniC.
at::Tensor uniPcStep(
    const at::Tensor& x, const Estimates& known, std::size_t order, double sigmaNext, const at::Tensor& arrived = {})
{
    const double sigma = known.sigmas[0];
    const double h = std::log(sigma / sigmaNext);
    std::vector<double> places;
    std::vector<at::Tensor> slopes;
    for (std::size_t back = 1; back < order; ++back) {
        places.push_back(std::log(sigma / known.sigmas[back]) / h);
        slopes.push_back((known.denoised[back] - known.denoised[0]) / places.back());
    }
    if (arrived.defined()) {
        places.push_back(1);
        slopes.push_back(arrived - known.denoised[0]);
    }
    at::Tensor next = x * (sigmaNext / sigma) - known.denoised[0] * std::expm1(-h);
    if (places.empty())
        return next;
    const std::vector<double> weights = uniPcWeights(places, h);
    for (std::size_t i = 0; i < places.size(); ++i)
        next = next + slopes[i] * (h * weights[i]);
    return next;
}

}  // namespace

Result<at::Tensor> sampleDdim(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run)
{
    return sampleEuler(denoise, std::move(x), sigmas, run);
}

Result<at::Tensor> sampleDdimCfgpp(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run)
{
    for (std::size_t i = 0; i + 1 < sigmas.size(); ++i) {
        const auto both = denoise(x, sigmas[i]);
        if (!both)
            return both;
        const at::Tensor unguided = (*both)[0];
        const at::Tensor guided = unguided + ((*both)[1] - unguided) * run.options.guidance;
        run.observe(static_cast<int>(i) + 1, guided);
        x = guided + slope(x, unguided, sigmas[i]) * sigmas[i + 1];
    }
    return x;
}

Result<at::Tensor> samplePlms(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run)
{
    std::deque<at::Tensor> slopes;  // the newest first
    for (std::size_t i = 0; i + 1 < sigmas.size(); ++i) {
        const auto denoised = denoise(x, sigmas[i]);
        if (!denoised)
            return denoised;
        slopes.push_front(slope(x, *denoised, sigmas[i]));
        if (slopes.size() > 4)
            slopes.pop_back();
        at::Tensor direction = multistepSlope(slopes);
        if (i == 0 && sigmas.size() > 2) {
            const at::Tensor ahead = x + direction * (sigmas[1] - sigmas[0]);
            const auto denoisedAhead = denoise(ahead, sigmas[1]);
            if (!denoisedAhead)
                return denoisedAhead;
            direction = (direction + slope(ahead, *denoisedAhead, sigmas[1])) / 2;
        }
        run.observe(static_cast<int>(i) + 1, *denoised);
        x = x + direction * (sigmas[i + 1] - sigmas[i]);
    }
    return x;
}

Result<at::Tensor> sampleUniPc(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run)
{
    constexpr std::size_t kOrder = 3;
    Estimates known;
    at::Tensor before;
    std::size_t order = 0;
    for (std::size_t i = 0; i + 1 < sigmas.size(); ++i) {
        const auto denoised = denoise(x, sigmas[i]);
        if (!denoised)
            return denoised;
        run.observe(static_cast<int>(i) + 1, *denoised);
        if (i > 0)
            x = uniPcStep(before, known, order, sigmas[i], *denoised);
        known.denoised.push_front(*denoised);
        known.sigmas.push_front(sigmas[i]);
        if (known.denoised.size() > kOrder)
            known.denoised.pop_back();
        order = std::min({kOrder, i + 1, sigmas.size() - 1 - i});
        before = x;
        x = uniPcStep(x, known, order, sigmas[i + 1]);
    }
    return x;
}

}  // namespace reverie::engine
