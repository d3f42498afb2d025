#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace reverie::engine {

/// Numpy's SeedSequence: a seed, and the way to a descendant of it, stirred into a pool of words.
/// Source: O'Neill 2015, "Developing a seed_seq alternative" (randutils); numpy.random.SeedSequence, pool_size 24.
class SeedSequence final {
public:
    /// \param spawnKey empty for the seed itself
    explicit SeedSequence(std::uint64_t seed, const std::vector<std::uint64_t>& spawnKey = {})
    {
        std::vector<std::uint32_t> words = wordsOf(seed);
        words.resize(kPool);
        for (const std::uint64_t key : spawnKey) {
            const auto more = wordsOf(key);
            words.insert(words.end(), more.begin(), more.end());
        }
        for (std::size_t i = 0; i < kPool; ++i)
            m_pool[i] = hashed(words[i]);
        for (std::size_t source = 0; source < kPool; ++source)
            for (std::size_t target = 0; target < kPool; ++target)
                if (source != target)
                    m_pool[target] = mixed(m_pool[target], hashed(m_pool[source]));
        for (std::size_t source = kPool; source < words.size(); ++source)
            for (std::uint32_t& target : m_pool)
                target = mixed(target, hashed(words[source]));
    }

    /// generate_state(1)[0]
    [[nodiscard]] std::uint32_t firstWord() const
    {
        constexpr std::uint32_t kStart = 0x8b51f9dd;
        constexpr std::uint32_t kFactor = 0x58f38ded;
        return folded((m_pool[0] ^ kStart) * (kStart * kFactor));
    }

private:
    static constexpr std::size_t kPool = 24;

    static std::uint32_t folded(std::uint32_t word) { return word ^ (word >> 16); }

    static std::vector<std::uint32_t> wordsOf(std::uint64_t number)
    {
        const auto low = static_cast<std::uint32_t>(number);
        const auto high = static_cast<std::uint32_t>(number >> 32);
        return high == 0 ? std::vector{low} : std::vector{low, high};
    }

    std::uint32_t hashed(std::uint32_t word)
    {
        constexpr std::uint32_t kFactor = 0x931e8875;
        word ^= m_constant;
        m_constant *= kFactor;
        return folded(word * m_constant);
    }

    static std::uint32_t mixed(std::uint32_t target, std::uint32_t source)
    {
        return folded(0xca01f9ddu * target - 0x4973f715u * source);
    }

    std::uint32_t m_constant = 0x43b0d7e5;
    std::array<std::uint32_t, kPool> m_pool{};
};

}  // namespace reverie::engine
