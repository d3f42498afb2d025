#pragma once

#include <concepts>
#include <optional>

namespace reverie {

/// a * b, or nothing when it does not fit.
template <std::integral T>
[[nodiscard]] constexpr std::optional<T> checkedMultiply(T a, T b) noexcept
{
    T product{};
    if (__builtin_mul_overflow(a, b, &product))
        return std::nullopt;
    return product;
}

/// a + b, or nothing when it does not fit.
template <std::integral T>
[[nodiscard]] constexpr std::optional<T> checkedAdd(T a, T b) noexcept
{
    T sum{};
    if (__builtin_add_overflow(a, b, &sum))
        return std::nullopt;
    return sum;
}

}  // namespace reverie
