#include "app/reverie/machine_roof.h"

#include "core/kernels/product.h"

#include <chrono>
#include <cstring>
#include <functional>
#include <thread>
#include <vector>

namespace reverie::app {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kTime = std::chrono::milliseconds(250);

/// Runs `work` over and over on every thread; gives back how much was done in a second, all threads together.
/// \param work does its share once and says how much that was
double ratePerSecond(int threads, const std::function<std::function<double()>()>& makeWork)
{
    std::vector<double> rates(static_cast<std::size_t>(threads));
    std::vector<std::thread> all;
    for (double& rate : rates)
        all.emplace_back([&rate, &makeWork] {
            const auto work = makeWork();
            work();
            const auto start = Clock::now();
            double done = 0;
            while (Clock::now() - start < kTime)
                done += work();
            rate = done / std::chrono::duration<double>(Clock::now() - start).count();
        });
    double sum = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        all[i].join();
        sum += rates[i];
    }
    return sum;
}

/// One product whose matrices lie in a core's second cache.
std::function<double()> productWork()
{
    constexpr std::int64_t kRows = 96;
    constexpr std::int64_t kIn = 320;
    const auto numbers = [](std::int64_t count) { return std::vector<float>(static_cast<std::size_t>(count), 1.0F); };
    return [x = numbers(kRows * kIn), panel = numbers(kIn * kernels::kPanel),
               products = numbers(kRows * kernels::kPanel)]() mutable {
        kernels::loops().products->multiply({products.data(), x.data(), panel.data(), kIn, kRows, kIn});
        return 2.0 * kRows * kIn * kernels::kPanel;
    };
}

/// One copy of a block that no cache holds.
std::function<double()> copyWork()
{
    constexpr std::size_t kBytes = std::size_t{64} << 20;
    return [from = std::vector<char>(kBytes, 1), to = std::vector<char>(kBytes)]() mutable {
        std::memcpy(to.data(), from.data(), kBytes);
        return 2.0 * kBytes;
    };
}

}  // namespace

MachineRoof measureRoof(int threads)
{
    return {ratePerSecond(threads, productWork) / 1e9, ratePerSecond(threads, copyWork) / 1e9};
}

}  // namespace reverie::app
