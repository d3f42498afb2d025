#include "core/engine/layers_packed.h"
#include "core/engine/winograd.h"
#include "core/engine/winograd_weights.h"

#include <QTest>

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <limits>

using namespace reverie;
using namespace reverie::engine;

namespace {

constexpr auto kNoLimit = std::numeric_limits<std::uint64_t>::max();

Conv2d packedLayer(std::int64_t in, std::int64_t out)
{
    return {packed::packConv2d(at::randn({out, in, 3, 3}), {1, 1}), at::randn({out})};
}

std::int64_t points(const Conv2d& layer)
{
    return layer.transformed.defined() ? layer.transformed.size(1) : 0;
}

}  // namespace

/// Which convolutions get transformed weights for the memory there is.
class TstWinogradWeights final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        const c10::InferenceMode inference;
        m_large = packedLayer(64, 64);
        m_small = packedLayer(64, 64);
        m_uses = {{&m_small, 64, 64, 128, 20}, {&m_large, 64, 64, 8192, 20}};
    }

    void transformsAllWhereThereIsMemory()
    {
        const c10::InferenceMode inference;
        transformWeights(m_uses, kNoLimit, {});
        QCOMPARE(points(m_large), 36);
        QCOMPARE(points(m_small), 36);
        QCOMPARE(transformedBytes(m_uses), 2 * winograd::transformedBytes(64, 64, 4));
    }

    void prefersWhatSavesMostForItsMemory()
    {
        const c10::InferenceMode inference;
        const std::uint64_t small = winograd::transformedBytes(64, 64, 2);
        const std::uint64_t large = winograd::transformedBytes(64, 64, 4);
        transformWeights(m_uses, large + small, {});
        QCOMPARE(points(m_large), 36);
        QCOMPARE(points(m_small), 16);
        transformWeights(m_uses, large, {});
        QCOMPARE(points(m_large), 36);
        QCOMPARE(points(m_small), 0);
        transformWeights(m_uses, small, {});
        QCOMPARE(points(m_large), 16);
        QVERIFY(transformedBytes(m_uses) <= small);
        transformWeights(m_uses, 0, {});
        QCOMPARE(transformedBytes(m_uses), 0);
    }

    void keepsWhatIsAsItShouldBe()
    {
        const c10::InferenceMode inference;
        transformWeights(m_uses, kNoLimit, {});
        const void* before = m_large.transformed.const_data_ptr();
        transformWeights(m_uses, kNoLimit, {});
        QCOMPARE(m_large.transformed.const_data_ptr(), before);
    }

    void leavesSmallPicturesAlone()
    {
        const c10::InferenceMode inference;
        transformWeights({{&m_large, 64, 64, 4, 20}}, kNoLimit, {});
        QCOMPARE(points(m_large), 0);
    }

    void convolvesAsBefore()
    {
        const c10::InferenceMode inference;
        const at::Tensor x = at::randn({2, 64, 17, 24}).contiguous(at::MemoryFormat::ChannelsLast);
        const at::Tensor before = conv2d(m_large, x);
        const at::Tensor sum = conv2dPlus(m_large, x, x);
        const at::Tensor enlarged = upsampleConv2d(m_large, x, {34, 47});
        transformWeights(m_uses, kNoLimit, {});
        QVERIFY(at::allclose(conv2d(m_large, x), before, 1e-4, 2e-3));
        QVERIFY(at::allclose(conv2dPlus(m_large, x, x), sum, 1e-4, 2e-3));
        QVERIFY(at::allclose(upsampleConv2d(m_large, x, {34, 47}), enlarged, 1e-4, 2e-3));
        QVERIFY(!at::equal(conv2d(m_large, x), before));
    }

    void stopsWhenCancelled()
    {
        const c10::InferenceMode inference;
        Cancellation cancellation;
        cancellation.cancel();
        transformWeights(m_uses, kNoLimit, cancellation);
        QCOMPARE(transformedBytes(m_uses), 0);
    }

private:
    Conv2d m_large;
    Conv2d m_small;
    std::vector<ConvolutionUse> m_uses;
};

QTEST_GUILESS_MAIN(TstWinogradWeights)
#include "tst_winograd_weights.moc"
