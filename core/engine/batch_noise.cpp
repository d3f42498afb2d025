#include "core/engine/batch_noise.h"

#include "core/engine/brownian_tree.h"

#include <ATen/ATen.h>

namespace reverie::engine {

BatchNoise::BatchNoise(
    request::RngSource source, std::uint64_t seed, const std::vector<std::int64_t>& shape, at::Device device)
    : m_source(source), m_shape(shape.begin() + 1, shape.end()), m_device(device)
{
    for (std::int64_t i = 0; i < shape.front(); ++i) {
        m_seeds.push_back(seed + static_cast<std::uint64_t>(i));
        m_streams.emplace_back(source, m_seeds.back());
    }
}

at::Tensor BatchNoise::draw()
{
    return drawBatch(m_streams, m_shape).to(m_device);
}

NoiseSource BatchNoise::brownian(double smallest, double largest, std::optional<std::uint64_t> seed) const
{
    std::vector<BrownianTree> trees;
    for (const std::uint64_t own : m_seeds)
        trees.emplace_back(m_source, seed.value_or(own), m_shape, smallest, largest);
    return [trees = std::move(trees), device = m_device](
               double sigma, double sigmaNext) { return brownianNoise(trees, sigma, sigmaNext).to(device); };
}

SamplerRun BatchNoise::runWith(StepObserver observe)
{
    return {.noise = [this](double, double) { return draw(); },
        .observe = std::move(observe),
        .brownian = [this](double smallest, double largest,
                        std::optional<std::uint64_t> seed) { return brownian(smallest, largest, seed); }};
}

}  // namespace reverie::engine
