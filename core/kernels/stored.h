#pragma once

#include <cstdint>

namespace reverie::kernels {

/// How the numbers of weights are stored; all are computed with in fp32.
enum class Stored { Float, Half, BFloat };

/// IEEE 754's binary16.
struct Half {
    std::uint16_t bits = 0;
};

/// The upper half of an fp32.
struct BFloat {
    std::uint16_t bits = 0;
};

[[nodiscard]] constexpr std::int64_t bytesOf(Stored stored)
{
    return stored == Stored::Float ? 4 : 2;
}

/// Numbers of one kind.
struct StoredNumbers {
    const void* first = nullptr;
    Stored stored = Stored::Float;

    /// Those from number `count` on.
    [[nodiscard]] StoredNumbers from(std::int64_t count) const
    {
        return {static_cast<const char*>(first) + count * bytesOf(stored), stored};
    }
};

}  // namespace reverie::kernels
