#include "tests/support/cuda_on_cpu.h"

#include "core/engine/cuda/group_norm_kernels.cuh"
#include "tests/support/numbers.h"

#include <QTest>

#include <cmath>

namespace reverie::engine::cuda {
float sums[12 * 1024];  // shared by the threads of a block
}

using namespace reverie::engine::cuda;
using namespace reverie::test;

namespace {

constexpr float kEps = 1e-5F;

/// A picture's norm from its definition, in double.
struct Reference {
    const NormShape& shape;
    const std::vector<float>& x;
    std::int64_t first;  // of the picture

    [[nodiscard]] std::pair<double, double> moments(int group) const
    {
        double sum = 0;
        double squares = 0;
        const double count = static_cast<double>(shape.rows) * shape.width();
        const auto each = [&](const auto& take) {
            for (std::int64_t row = 0; row < shape.rows; ++row)
                for (int c = 0; c < shape.width(); ++c)
                    take(x[static_cast<std::size_t>(first + row * shape.channels + group * shape.width() + c)]);
        };
        each([&](float value) { sum += value; });
        each([&](float value) { squares += (value - sum / count) * (value - sum / count); });
        return {sum / count, std::sqrt(squares / count + kEps)};
    }
};

struct Norm {
    NormShape shape;
    std::vector<float> x;
    std::vector<float> weight;
    std::vector<float> bias;
    std::vector<float> added = {};  // to x before its norm

    /// x + added
    [[nodiscard]] std::vector<float> sums() const
    {
        std::vector<float> all = x;
        for (std::size_t i = 0; i < all.size() && !added.empty(); ++i)
            all[i] += added[i % added.size()];
        return all;
    }

    [[nodiscard]] std::vector<double> reference(bool isSilu) const
    {
        std::vector<double> y;
        const std::vector<float> from = sums();
        for (std::int64_t picture = 0; picture < shape.pictures; ++picture) {
            const Reference own{shape, from, picture * shape.rows * shape.channels};
            std::vector<std::pair<double, double>> groups;
            for (int group = 0; group < shape.groups; ++group)
                groups.push_back(own.moments(group));
            for (std::int64_t i = 0; i < shape.rows * shape.channels; ++i) {
                const auto c = static_cast<std::size_t>(i % shape.channels);
                const auto& [mean, deviation] = groups[c / static_cast<std::size_t>(shape.width())];
                const double value =
                    (from[static_cast<std::size_t>(own.first + i)] - mean) / deviation * weight[c] + bias[c];
                y.push_back(isSilu ? value / (1 + std::exp(-value)) : value);
            }
        }
        return y;
    }

    /// By the kernels, in place, as the launches of group_norm.cu have them follow each other.
    template <typename T>
    [[nodiscard]] std::vector<T> byKernels(bool isSilu) const
    {
        std::vector<T> y = as<T>(x);
        const std::vector<T> typedWeight = as<T>(weight);
        const std::vector<T> typedBias = as<T>(bias);
        const std::vector<T> typedAdded = as<T>(added);
        const NormWeights<T> weights{
            typedWeight.data(), typedBias.data(), added.empty() ? nullptr : typedAdded.data(), kEps};
        std::vector<float> parts(static_cast<std::size_t>(shape.parts()));
        std::vector<float> map(static_cast<std::size_t>(shape.pictures * 2 * shape.channels));
        const auto pictures = static_cast<unsigned>(shape.pictures);
        const dim3 chunks(static_cast<unsigned>(shape.chunks), pictures);
        const dim3 groups(static_cast<unsigned>(shape.groups), pictures);
        launchOnCpu(chunks, kNormThreads, [&] { normMoments<T>(parts.data(), y.data(), weights, shape); });
        launchOnCpu(groups, kNormThreads, [&] { normMap<T>(map.data(), parts.data(), y.data(), weights, shape); });
        launchOnCpu(chunks, kNormThreads, [&] { normApply<T>(y.data(), y.data(), map.data(), isSilu, shape); });
        return y;
    }
};

}  // namespace

/// What the kernels for cards compute, where there is no card: shown on a processor.
class TstGroupNorm final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isThatOfTheDefinition_data()
    {
        QTest::addColumn<int>("pictures");
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("channels");
        QTest::addColumn<int>("groups");
        QTest::addColumn<int>("chunks");
        QTest::addColumn<double>("mean");
        QTest::newRow("one pixel") << 1 << 1 << 64 << 32 << 1 << 0.0;
        QTest::newRow("several rows at a time") << 2 << 35 << 96 << 3 << 2 << 0.0;
        QTest::newRow("as many channels as threads") << 1 << 12 << 256 << 2 << 3 << 0.0;
        QTest::newRow("more channels than threads") << 1 << 9 << 320 << 4 << 2 << 0.0;
        QTest::newRow("more chunks than rows need") << 1 << 10 << 32 << 2 << 7 << 0.0;
        QTest::newRow("more chunks than threads") << 1 << 300 << 8 << 1 << 300 << 0.0;
        QTest::newRow("a mean far from 0") << 1 << 64 << 64 << 2 << 4 << 1000.0;
    }
    void isThatOfTheDefinition()
    {
        QFETCH(int, pictures);
        QFETCH(int, rows);
        QFETCH(int, channels);
        QFETCH(int, groups);
        QFETCH(int, chunks);
        QFETCH(double, mean);
        const NormShape shape{pictures, rows, channels, groups, chunks};
        QVERIFY(shape.momentBytes() <= int(sizeof(sums)));
        const auto width = static_cast<std::size_t>(channels);
        Norm norm{shape, numbers(static_cast<std::size_t>(pictures * rows * channels), float(mean), 1),
            numbers(width, 1, 2), numbers(width, 0, 3)};
        const double tolerance = mean == 0 ? 2e-5 : 2e-3;
        for (const bool isSilu : {false, true})
            QCOMPARE_LE(largestError(norm.byKernels<float>(isSilu), norm.reference(isSilu)), tolerance);
        norm.added = numbers(width, 0, 4);
        QCOMPARE_LE(largestError(norm.byKernels<float>(true), norm.reference(true)), tolerance);
    }

    void computesInFp32WhateverTheType()
    {
        const NormShape shape{2, 33, 64, 4, 3};
        Norm norm{shape, numbers(2 * 33 * 64, 0.5F, 4), numbers(64, 1, 5), numbers(64, 0, 6), numbers(64, 0, 7)};
        // What a half can hold, so that only the last rounding is its own.
        for (std::vector<float>* each : {&norm.x, &norm.weight, &norm.bias, &norm.added})
            *each = as<float>(as<__half>(*each));
        QVERIFY(largestError(norm.byKernels<__half>(true), norm.reference(true)) < 4e-3);
        for (std::vector<float>* each : {&norm.x, &norm.weight, &norm.bias, &norm.added})
            *each = as<float>(as<__nv_bfloat16>(*each));
        QVERIFY(largestError(norm.byKernels<__nv_bfloat16>(true), norm.reference(true)) < 3e-2);
    }
};

QTEST_GUILESS_MAIN(TstGroupNorm)
#include "tst_group_norm.moc"
