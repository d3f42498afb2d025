#include "core/engine/sampler_steps.h"
#include "core/engine/samplers.h"

#include <cmath>

namespace reverie::engine {

namespace {

/// The way from one time to a later one, the time being -log sigma.
struct Leg {
    at::Tensor x;  ///< at its start
    double from = 0;
    double to = 0;

    [[nodiscard]] double h() const { return to - from; }
    [[nodiscard]] double sigma(double share) const { return std::exp(-(from + share * h())); }
};

/// A leg's end for the ODE, and how much noise leads from there to the level that was asked for.
struct AncestralLeg {
    Leg leg;
    double up = 0;
};

AncestralLeg ancestralLeg(const at::Tensor& x, double from, double to, const std::vector<double>& sigmas, double eta)
{
    const auto [down, up] = ancestralStep(std::exp(-from), std::exp(-to), eta);
    const double end = std::min(-std::log(sigmas.back()), -std::log(down));
    return {{x, from, end}, std::sqrt(std::max(0.0, std::exp(-2 * to) - std::exp(-2 * end)))};
}

/// The noise that the network sees in x.
Result<at::Tensor> noiseIn(const Denoiser& denoise, const at::Tensor& x, double sigma)
{
    return denoise(x, sigma).map([&](const at::Tensor& denoised) { return slope(x, denoised, sigma); });
}

/// DPM-Solver-1 over a share of the leg.
at::Tensor firstOrder(const Leg& leg, const at::Tensor& noise, double share = 1)
{
    return leg.x - noise * (leg.sigma(share) * std::expm1(share * leg.h()));
}

/// DPM-Solver-2; `later` is the noise at the share `r` of the leg.
at::Tensor secondOrder(const Leg& leg, const at::Tensor& noise, const at::Tensor& later, double r)
{
    return firstOrder(leg, noise) - (later - noise) * (leg.sigma(1) / (2 * r) * std::expm1(leg.h()));
}

/// DPM-Solver-3; `later` is the noise at a third of the leg.
Result<at::Tensor> thirdOrder(const Denoiser& denoise, const Leg& leg, const at::Tensor& noise, const at::Tensor& later)
{
    constexpr double kTwoThirds = 2.0 / 3;
    const auto bend = [&](double share) { return std::expm1(share * leg.h()) / (share * leg.h()) - 1; };
    const at::Tensor between =
        firstOrder(leg, noise, kTwoThirds) - (later - noise) * (leg.sigma(kTwoThirds) * 2 * bend(kTwoThirds));
    return noiseIn(denoise, between, leg.sigma(kTwoThirds)).map([&](const at::Tensor& latest) {
        return firstOrder(leg, noise) - (latest - noise) * (leg.sigma(1) / kTwoThirds * bend(1));
    });
}

Result<at::Tensor> solve(const Denoiser& denoise, const Leg& leg, int order)
{
    const auto noise = noiseIn(denoise, leg.x, leg.sigma(0));
    if (!noise || order == 1)
        return noise.map([&](const at::Tensor& known) { return firstOrder(leg, known); });
    const double r = order == 2 ? 1.0 / 2 : 1.0 / 3;
    const auto later = noiseIn(denoise, firstOrder(leg, *noise, r), leg.sigma(r));
    if (!later)
        return later;
    if (order == 2)
        return secondOrder(leg, *noise, *later, r);
    return thirdOrder(denoise, leg, *noise, *later);
}

/// What an adaptive step came to in both orders, and what the network believed at its start.
struct Attempt {
    at::Tensor low;
    at::Tensor high;
    at::Tensor estimate;
};

Result<Attempt> attempt(const Denoiser& denoise, const Leg& leg)
{
    constexpr double kThird = 1.0 / 3;
    const auto denoised = denoise(leg.x, leg.sigma(0));
    if (!denoised)
        return tl::unexpected<Error>(denoised.error());
    const at::Tensor noise = slope(leg.x, *denoised, leg.sigma(0));
    const auto later = noiseIn(denoise, firstOrder(leg, noise, kThird), leg.sigma(kThird));
    if (!later)
        return tl::unexpected<Error>(later.error());
    return thirdOrder(denoise, leg, noise, *later).map([&](const at::Tensor& high) {
        return Attempt{secondOrder(leg, noise, *later, kThird), high, *denoised};
    });
}

/// How far both orders are apart, in what is tolerated.
double errorOf(const Attempt& made, const at::Tensor& previous)
{
    constexpr double kAbsolute = 0.0078;
    constexpr double kRelative = 0.05;
    const at::Tensor allowed = (at::maximum(made.low.abs(), previous.abs()) * kRelative).clamp_min(kAbsolute);
    return ((made.low - made.high) / allowed).square().mean().sqrt().item<double>();
}

}  // namespace

Result<at::Tensor> sampleDpmFast(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run)
{
    int call = 0;
    const Denoiser observed = [&](const at::Tensor& input, double sigma) {
        auto denoised = denoise(input, sigma);
        if (denoised)
            run.observe(++call, *denoised);
        return denoised;
    };
    const int steps = run.options.steps;
    const int legs = steps / 3 + 1;
    const double start = -std::log(sigmas.front());
    const double length = -std::log(sigmas.back()) - start;
    for (int i = 0; i < legs; ++i) {
        const double from = start + length * i / legs;
        const double to = start + length * (i + 1) / legs;
        const auto [leg, up] = ancestralLeg(x, from, to, sigmas, run.options.eta);
        // Three calls a leg; what is left over makes the last one, or the last two.
        const int callsLeft = steps - call;
        const int order = callsLeft == 3 ? 2 : std::min(3, callsLeft);
        const auto next = solve(observed, leg, order);
        if (!next)
            return next;
        x = *next + run.noise(std::exp(-from), std::exp(-to)) * up;
    }
    return x;
}

Result<at::Tensor> sampleDpmAdaptive(
    const Denoiser& denoise, at::Tensor x, const std::vector<double>& sigmas, const SamplerRun& run)
{
    constexpr double kFirstStep = 0.05;
    constexpr double kOrder = 1.5;
    constexpr double kAccepted = 0.81;
    const double end = -std::log(sigmas.back());
    double from = -std::log(sigmas.front());
    double h = kFirstStep;
    at::Tensor previous = x;
    for (int step = 1; from < end - 1e-5; ++step) {
        const double to = std::min(end, from + h);
        const auto [leg, up] = ancestralLeg(x, from, to, sigmas, run.options.eta);
        const auto made = attempt(denoise, leg);
        if (!made)
            return tl::unexpected<Error>(made.error());
        run.observe(step, made->estimate);
        const double error = errorOf(*made, previous);
        if (!std::isfinite(error))
            return made->high;
        const double factor = 1 + std::atan(std::pow(1 / (error + 1e-8), 1 / kOrder) - 1);
        h *= factor;
        if (factor < kAccepted)
            continue;
        previous = made->low;
        x = made->high + run.noise(std::exp(-from), std::exp(-to)) * up;
        from = to;
    }
    return x;
}

}  // namespace reverie::engine
