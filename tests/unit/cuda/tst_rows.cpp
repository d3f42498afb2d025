#include "tests/support/cuda_on_cpu.h"

#include "core/engine/cuda/row_kernels.cuh"
#include "tests/support/numbers.h"

#include <QTest>

using namespace reverie::engine::cuda;
using namespace reverie::test;

namespace {

constexpr unsigned kBlocks = 2;  // fewer than there is work for

std::vector<double> gegluOf(const std::vector<float>& x, std::size_t channels)
{
    std::vector<double> y;
    for (std::size_t first = 0; first < x.size(); first += 2 * channels)
        for (std::size_t c = 0; c < channels; ++c) {
            const double gate = x[first + channels + c];
            y.push_back(x[first + c] * gate * 0.5 * std::erfc(-gate * std::sqrt(0.5)));
        }
    return y;
}

template <typename T, int kCount>
std::vector<T> gegluByKernel(const std::vector<float>& x, RowShape shape)
{
    const std::vector<T> from = as<T>(x);
    std::vector<T> y(x.size() / 2);
    launchOnCpu(kBlocks, kRowThreads, [&] { gegluOfRows<T, kCount>(y.data(), from.data(), shape); });
    return y;
}

/// Numbers, what is added to each row, and what is added to each number.
struct Sum {
    RowShape shape;
    std::vector<float> y;
    std::vector<float> bias;
    std::vector<float> other;

    [[nodiscard]] std::vector<double> reference() const
    {
        std::vector<double> sums;
        for (std::size_t i = 0; i < y.size(); ++i)
            sums.push_back(static_cast<double>(y[i]) + bias[i % bias.size()] + other[i]);
        return sums;
    }

    template <typename T, int kCount>
    [[nodiscard]] std::vector<T> byKernel() const
    {
        std::vector<T> sums = as<T>(y);
        const std::vector<T> typedBias = as<T>(bias);
        const std::vector<T> typedOther = as<T>(other);
        launchOnCpu(kBlocks, kRowThreads,
            [&] { addToRows<T, kCount>(sums.data(), typedBias.data(), typedOther.data(), shape); });
        return sums;
    }
};

/// What a half can hold, so that only the last rounding is its own.
std::vector<float> halves(std::size_t count, unsigned seed)
{
    return as<float>(as<__half>(numbers(count, 0, seed)));
}

}  // namespace

/// What the kernels for cards compute, where there is no card: shown on a processor.
class TstRows final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void gateInPacksAndOneByOne_data()
    {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("channels");
        QTest::newRow("one pack") << 1 << 8;
        QTest::newRow("less than a block has threads") << 3 << 40;
        QTest::newRow("more than all blocks have") << 37 << 160;
    }
    void gateInPacksAndOneByOne()
    {
        QFETCH(int, rows);
        QFETCH(int, channels);
        const RowShape shape{rows, channels};
        const std::vector<float> x = halves(static_cast<std::size_t>(2 * rows * channels), 1);
        const std::vector<double> expected = gegluOf(x, static_cast<std::size_t>(channels));
        QCOMPARE_LE(largestError(gegluByKernel<float, 1>(x, shape), expected), 2e-6);
        QCOMPARE_LE(largestError(gegluByKernel<float, kFullPack<float>>(x, shape), expected), 2e-6);
        QCOMPARE_LE(largestError(gegluByKernel<__half, 1>(x, shape), expected), 4e-3);
        QCOMPARE_LE(largestError(gegluByKernel<__half, kFullPack<__half>>(x, shape), expected), 4e-3);
    }

    void addInPacksAndOneByOne_data() { gateInPacksAndOneByOne_data(); }
    void addInPacksAndOneByOne()
    {
        QFETCH(int, rows);
        QFETCH(int, channels);
        const auto count = static_cast<std::size_t>(rows * channels);
        const Sum sum{
            {rows, channels}, halves(count, 1), halves(static_cast<std::size_t>(channels), 2), halves(count, 3)};
        const std::vector<double> expected = sum.reference();
        QCOMPARE_LE(largestError(sum.byKernel<float, 1>(), expected), 1e-6);
        QCOMPARE_LE(largestError(sum.byKernel<float, kFullPack<float>>(), expected), 1e-6);
        QCOMPARE_LE(largestError(sum.byKernel<__half, 1>(), expected), 4e-3);
        QCOMPARE_LE(largestError(sum.byKernel<__half, kFullPack<__half>>(), expected), 4e-3);
    }
};

QTEST_GUILESS_MAIN(TstRows)
#include "tst_rows.moc"
