#pragma once

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace reverie::test {

/// Normally distributed about `mean`, always the same for a seed.
inline std::vector<float> numbers(std::size_t count, float mean, unsigned seed)
{
    std::mt19937 engine(seed);
    std::normal_distribution<float> normal(mean, 1);
    std::vector<float> all(count);
    for (float& each : all)
        each = normal(engine);
    return all;
}

/// The same in another type, by way of float.
template <typename To, typename From>
std::vector<To> as(const std::vector<From>& numbers)
{
    std::vector<To> all;
    for (const From& each : numbers)
        all.push_back(static_cast<To>(static_cast<float>(each)));
    return all;
}

template <typename T>
double largestError(const std::vector<T>& y, const std::vector<double>& reference)
{
    double largest = 0;
    for (std::size_t i = 0; i < y.size(); ++i)
        largest = std::max(largest, std::abs(static_cast<double>(static_cast<float>(y[i])) - reference[i]));
    return largest;
}

}  // namespace reverie::test
