#pragma once

#include <array>
#include <cstdint>

namespace reverie::engine {

/// Philox 4x32 with 10 rounds: four random words that depend on nothing but counter and key.
/// Source: Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"; constants as published there.
[[nodiscard]] constexpr std::array<std::uint32_t, 4> philox4x32(
    std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key) noexcept
{
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t even = 0xD2511F53ull * counter[0];
        const std::uint64_t odd = 0xCD9E8D57ull * counter[2];
        const auto high = [](std::uint64_t product) { return static_cast<std::uint32_t>(product >> 32); };
        counter = {high(odd) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(odd), high(even) ^ counter[3] ^ key[1],
            static_cast<std::uint32_t>(even)};
        key[0] += 0x9E3779B9u;
        key[1] += 0xBB67AE85u;
    }
    return counter;
}

}  // namespace reverie::engine
