#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Weights from nothing: the C++ twin of tests/golden/fill.py, number for number. Needs no torch.
namespace reverie::test {

/// FNV-1a, 64 bits, over the bytes of the name.
inline std::uint64_t hashName(std::string_view name)
{
    std::uint64_t value = 0xCBF29CE484222325u;
    for (const char c : name)
        value = (value ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
    return value;
}

/// The number at `index` of the stream called by that hash, in [-1, 1): the top 53 bits of SplitMix64.
inline double uniformAt(std::uint64_t nameHash, std::uint64_t index)
{
    std::uint64_t z = nameHash + (index + 1) * 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    z ^= z >> 31;
    return static_cast<double>(z >> 11) * 0x1p-52 - 1.0;
}

/// Factors by parts of names; the first part that occurs in a name decides.
using Gains = std::vector<std::pair<std::string, double>>;

inline double gainOf(std::string_view name, const Gains& gains)
{
    for (const auto& [part, gain] : gains) {
        if (name.find(part) != std::string_view::npos)
            return gain;
    }
    return 1.0;
}

/// The float32 tensor called `name`, row-major: matrices and kernels of variance gain^2 / fan-in, scales of norms
/// around `gain`, everything else (biases) within 0.1 * gain.
inline std::vector<float> hashFill(
    std::string_view name, const std::vector<std::int64_t>& shape, const Gains& gains = {})
{
    std::int64_t count = 1;
    for (const std::int64_t side : shape)
        count *= side;
    const double gain = gainOf(name, gains);
    const bool isMatrix = shape.size() >= 2;
    const bool isScale = !isMatrix && name.ends_with(".weight");
    const double factor = isMatrix ? gain * std::sqrt(3.0 / static_cast<double>(count / shape[0])) : 0.1 * gain;
    const std::uint64_t hash = hashName(name);
    std::vector<float> values(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double u = uniformAt(hash, i);
        values[i] = static_cast<float>(isScale ? (u * 0.2 + 1.0) * gain : u * factor);
    }
    return values;
}

}  // namespace reverie::test
