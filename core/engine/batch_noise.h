#pragma once

#include "core/engine/noise.h"
#include "core/engine/samplers.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace reverie::engine {

/// The noise of the pictures of one batch, each of its own seed: `seed`, `seed` + 1 and so on. One thread.
class BatchNoise final {
public:
    /// \param shape  of the batch, [B, C, h, w]
    /// \param device where the noise goes; it is drawn on the CPU
    BatchNoise(
        request::RngSource source, std::uint64_t seed, const std::vector<std::int64_t>& shape, at::Device device);

    /// The next numbers of each picture's stream, [B, C, h, w], float32.
    [[nodiscard]] at::Tensor draw();

    /// The noise of Brownian motions between two noise levels; it does not touch the streams.
    /// \param seed of every picture's motion; the picture's own where there is none
    [[nodiscard]] NoiseSource brownian(
        double smallest, double largest, std::optional<std::uint64_t> seed = std::nullopt) const;

    /// Both for a sampler; this outlives the answer.
    [[nodiscard]] SamplerRun runWith(StepObserver observe);

private:
    request::RngSource m_source;
    std::vector<std::uint64_t> m_seeds;
    std::vector<PictureNoise> m_streams;
    std::vector<std::int64_t> m_shape;  ///< of one picture, [C, h, w]
    at::Device m_device;
};

}  // namespace reverie::engine
