#pragma once

#include "core/request/generation_request.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <utility>
#include <vector>

namespace reverie::engine {

/// Brownian motion over an interval that depends on nothing but its seed, wherever and in whatever order it is asked:
/// the increment over a half is a share of the whole's and noise that is seeded by the place in the tree of halves.
/// Times are rounded to a millionth. Keeps one tensor; an answer draws about 50. One thread.
/// Source: torchsde 0.2.6 (Apache 2.0), BrownianTree, node for node; Li et al. 2020 (arXiv 2001.01328), algorithm 3.
class BrownianTree final {
public:
    /// \param source whose normal numbers a node's seed stands for
    /// \param shape  [C, h, w]
    /// \param begin, end the interval, begin < end
    BrownianTree(
        request::RngSource source, std::uint64_t seed, std::vector<std::int64_t> shape, double begin, double end);

    /// What the motion gains from one time to a later one, both pulled into the interval; float32 on the CPU.
    [[nodiscard]] at::Tensor increment(double from, double to) const;

private:
    /// An interval of the tree: its increment, and its place, which is number `key` on level `depth`.
    struct Node {
        double begin = 0;
        double end = 0;
        std::uint64_t key = 0;
        std::uint64_t depth = 0;
        at::Tensor increment;
    };

    [[nodiscard]] at::Tensor draw(std::uint32_t seed) const;
    [[nodiscard]] std::pair<Node, Node> halves(const Node& node) const;
    void gather(const Node& node, double from, double to, at::Tensor& sum) const;

    request::RngSource m_source;
    std::uint64_t m_seed;
    std::vector<std::int64_t> m_shape;
    Node m_top;
};

/// The noise of one step for every picture of a batch, [B, C, h, w], float32 on the CPU: normal numbers.
/// Source: k-diffusion, BrownianTreeNoiseSampler.
[[nodiscard]] at::Tensor brownianNoise(const std::vector<BrownianTree>& pictures, double sigma, double sigmaNext);

}  // namespace reverie::engine
