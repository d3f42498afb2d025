#pragma once

#include "core/request/generation_request.h"

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <variant>
#include <vector>

namespace reverie::engine {

/// The endless noise of one picture: the first draw is its starting latents, each later one goes on in the same stream.
/// It depends on the seed alone, so neither on the batch nor on the device. One thread.
class PictureNoise final {
public:
    /// \param seed 0..2^64-1. RngSource::Cpu looks at its low 32 bits only, as torch does.
    PictureNoise(request::RngSource source, std::uint64_t seed);

    /// The next normal numbers, float32 on the CPU, row-major in `shape` ([C, h, w]).
    [[nodiscard]] at::Tensor draw(at::IntArrayRef shape);

private:
    /// What an NVIDIA card draws: Philox 4x32-10 with one subsequence per element; the offset counts the draws.
    struct CardStream {
        std::uint64_t seed = 0;
        std::uint32_t offset = 0;

        [[nodiscard]] at::Tensor draw(at::IntArrayRef shape);
    };

    std::variant<at::Generator, CardStream> m_stream;
};

/// The next noise of every picture of a batch, [B, C, h, w], float32 on the CPU.
[[nodiscard]] at::Tensor drawBatch(std::vector<PictureNoise>& pictures, at::IntArrayRef shape);

}  // namespace reverie::engine
