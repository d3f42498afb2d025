#include "core/engine/noise.h"

#include "core/engine/philox.h"

#include <ATen/CPUGeneratorImpl.h>

#include <cmath>
#include <numbers>

namespace reverie::engine {

namespace {

/// The first of the two normal numbers of the Box-Muller transform as cuRAND spells it: both words are moved to
/// the middle of their interval, and the angle goes with the sine.
float normalOf(std::uint32_t radiusWord, std::uint32_t angleWord)
{
    constexpr double kUnit = 0x1p-32;
    const double radius = (radiusWord + 0.5) * kUnit;
    const double angle = (angleWord + 0.5) * kUnit * 2.0 * std::numbers::pi;
    return static_cast<float>(std::sqrt(-2.0 * std::log(radius)) * std::sin(angle));
}

}  // namespace

at::Tensor PictureNoise::CardStream::draw(at::IntArrayRef shape)
{
    at::Tensor noise = at::empty(shape, at::kFloat);
    const std::array key{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)};
    float* values = noise.data_ptr<float>();
    for (std::int64_t i = 0; i < noise.numel(); ++i) {
        const auto element = static_cast<std::uint64_t>(i);
        const auto words = philox4x32(
            {offset, 0, static_cast<std::uint32_t>(element), static_cast<std::uint32_t>(element >> 32)}, key);
        values[i] = normalOf(words[0], words[1]);
    }
    ++offset;
    return noise;
}

PictureNoise::PictureNoise(request::RngSource source, std::uint64_t seed)
{
    if (source == request::RngSource::Nv)
        m_stream = CardStream{seed, 0};
    else
        m_stream = at::detail::createCPUGenerator(seed);
}

at::Tensor PictureNoise::draw(at::IntArrayRef shape)
{
    if (auto* card = std::get_if<CardStream>(&m_stream))
        return card->draw(shape);
    return at::randn(shape, std::get<at::Generator>(m_stream), at::TensorOptions(at::kFloat));
}

at::Tensor drawBatch(std::vector<PictureNoise>& pictures, at::IntArrayRef shape)
{
    std::vector<at::Tensor> noise;
    noise.reserve(pictures.size());
    for (PictureNoise& picture : pictures)
        noise.push_back(picture.draw(shape));
    return at::stack(noise);
}

}  // namespace reverie::engine
