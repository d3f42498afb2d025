#include "core/engine/brownian_tree.h"

#include "core/engine/noise.h"
#include "core/engine/seed_sequence.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace reverie::engine {

namespace {

/// The nearest number with six decimals, as Python's round() finds it: by way of the digits.
double toMillionth(double time)
{
    std::array<char, 400> digits{};
    const auto [end, error] = std::to_chars(digits.begin(), digits.end(), time, std::chars_format::fixed, 6);
    double rounded = time;
    if (error == std::errc())
        std::from_chars(digits.begin(), end, rounded);
    return rounded;
}

}  // namespace

BrownianTree::BrownianTree(
    request::RngSource source, std::uint64_t seed, std::vector<std::int64_t> shape, double begin, double end)
    : m_source(source), m_seed(seed), m_shape(std::move(shape))
{
    m_top = {toMillionth(begin), toMillionth(end), 0, 0, draw(SeedSequence(seed).firstWord()) * std::sqrt(end - begin)};
}

at::Tensor BrownianTree::increment(double from, double to) const
{
    const auto inside = [&](double time) { return toMillionth(std::clamp(time, m_top.begin, m_top.end)); };
    at::Tensor sum;
    if (inside(from) < inside(to))
        gather(m_top, inside(from), inside(to), sum);
    return sum.defined() ? sum : at::zeros(m_shape, at::kFloat);
}

at::Tensor BrownianTree::draw(std::uint32_t seed) const
{
    return PictureNoise(m_source, seed).draw(m_shape);
}

std::pair<BrownianTree::Node, BrownianTree::Node> BrownianTree::halves(const Node& node) const
{
    const double middle = toMillionth(0.5 * (node.end + node.begin));
    const double left = middle - node.begin;
    const double right = node.end - middle;
    const double reciprocal = 1 / (node.end - node.begin);
    const at::Tensor noise = draw(SeedSequence(m_seed, {node.key, node.depth}).firstWord());
    const at::Tensor gained = node.increment * left * reciprocal + noise * std::sqrt(left * right * reciprocal);
    return {{node.begin, middle, 2 * node.key, node.depth + 1, gained},
        {middle, node.end, 2 * node.key + 1, node.depth + 1, node.increment - gained}};
}

void BrownianTree::gather(const Node& node, double from, double to, at::Tensor& sum) const
{
    if (from == node.begin && to == node.end) {
        sum = sum.defined() ? sum + node.increment : node.increment;
        return;
    }
    const auto [left, right] = halves(node);
    if (from < left.end)
        gather(left, from, std::min(to, left.end), sum);
    if (to > right.begin)
        gather(right, std::max(from, right.begin), to, sum);
}

at::Tensor brownianNoise(const std::vector<BrownianTree>& pictures, double sigma, double sigmaNext)
{
    const auto [low, high] = std::minmax(sigma, sigmaNext);
    std::vector<at::Tensor> noise;
    noise.reserve(pictures.size());
    for (const BrownianTree& picture : pictures)
        noise.push_back(picture.increment(low, high));
    const double sign = sigma < sigmaNext ? 1 : -1;
    const double length = high > low ? high - low : 1;
    return at::stack(noise) * (sign / std::sqrt(length));
}

}  // namespace reverie::engine
