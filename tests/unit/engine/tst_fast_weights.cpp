#include "core/engine/fast_weights.h"
#include "core/engine/layers_packed.h"
#include "core/engine/panels.h"
#include "core/engine/strassen.h"
#include "core/engine/winograd.h"

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

/// Which layers get a second form of their weights for the memory there is.
class TstFastWeights final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        const c10::InferenceMode inference;
        m_large = packedLayer(64, 64);
        m_small = packedLayer(64, 64);
        m_uses = {{&m_small, nullptr, 64, 64, 128, 20}, {&m_large, nullptr, 64, 64, 8192, 20}};
    }

    void transformsAllWhereThereIsMemory()
    {
        const c10::InferenceMode inference;
        prepareFastWeights(m_uses, kNoLimit, {});
        QCOMPARE(points(m_large), 36);
        QCOMPARE(points(m_small), 36);
        QCOMPARE(fastWeightBytes(m_uses), 2 * winograd::transformedBytes(64, 64, 4));
    }

    void prefersWhatSavesMostForItsMemory()
    {
        const c10::InferenceMode inference;
        const std::uint64_t small = winograd::transformedBytes(64, 64, 2);
        const std::uint64_t large = winograd::transformedBytes(64, 64, 4);
        prepareFastWeights(m_uses, large + small, {});
        QCOMPARE(points(m_large), 36);
        QCOMPARE(points(m_small), 16);
        prepareFastWeights(m_uses, large, {});
        QCOMPARE(points(m_large), 36);
        QCOMPARE(points(m_small), 0);
        prepareFastWeights(m_uses, small, {});
        QCOMPARE(points(m_large), 16);
        QVERIFY(fastWeightBytes(m_uses) <= small);
        prepareFastWeights(m_uses, 0, {});
        QCOMPARE(fastWeightBytes(m_uses), 0);
    }

    void keepsWhatIsAsItShouldBe()
    {
        const c10::InferenceMode inference;
        prepareFastWeights(m_uses, kNoLimit, {});
        const void* before = m_large.transformed.const_data_ptr();
        prepareFastWeights(m_uses, kNoLimit, {});
        QCOMPARE(m_large.transformed.const_data_ptr(), before);
    }

    void leavesSmallPicturesAlone()
    {
        const c10::InferenceMode inference;
        prepareFastWeights({{&m_large, nullptr, 64, 64, 4, 20}}, kNoLimit, {});
        QCOMPARE(points(m_large), 0);
    }

    void countsLinearLayersIn()
    {
        const c10::InferenceMode inference;
        Linear linear{panels::pack(at::randn({256, 256})), {}, 256, {}};
        const std::uint64_t sums = strassen::bytesOfSums(256, 256);
        m_uses.push_back({nullptr, &linear, 256, 256, 4096, 20});
        prepareFastWeights(m_uses, kNoLimit, {});
        QCOMPARE(linear.sums.nbytes(), sums);
        QCOMPARE(fastWeightBytes(m_uses), 2 * winograd::transformedBytes(64, 64, 4) + sums);
        // A convolution of as many results saves more for a byte.
        prepareFastWeights(m_uses, winograd::transformedBytes(64, 64, 4), {});
        QVERIFY(m_large.transformed.defined());
        QVERIFY(!linear.sums.defined());
        m_uses.back().results = 8;
        prepareFastWeights(m_uses, kNoLimit, {});
        QVERIFY(!linear.sums.defined());
    }

    void findsTheLayersOfABlock()
    {
        const c10::InferenceMode inference;
        UNet unet;
        UNetBlock& block = unet.down_blocks.emplace_back();
        TransformerBlock& transformer = block.attentions.emplace_back().transformer_blocks.emplace_back();
        transformer.ff_proj = {panels::pack(at::randn({2048, 256})), {}, 2048, {}};
        transformer.attn2.to_k = {panels::pack(at::randn({256, 768})), {}, 256, {}};  // sees the text alone
        const std::vector<LayerUse> uses = layersOf(unet, 2, 16, 24);
        QCOMPARE(uses.size(), 1U);
        QCOMPARE(uses[0].linear, &transformer.ff_proj);
        QCOMPARE(uses[0].results, 2 * 16 * 24);
    }

    void convolvesAsBefore()
    {
        const c10::InferenceMode inference;
        const at::Tensor x = at::randn({2, 64, 17, 24}).contiguous(at::MemoryFormat::ChannelsLast);
        const at::Tensor before = conv2d(m_large, x);
        const at::Tensor sum = conv2dPlus(m_large, x, x);
        const at::Tensor enlarged = upsampleConv2d(m_large, x, {34, 47});
        prepareFastWeights(m_uses, kNoLimit, {});
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
        prepareFastWeights(m_uses, kNoLimit, cancellation);
        QCOMPARE(fastWeightBytes(m_uses), 0);
    }

private:
    Conv2d m_large;
    Conv2d m_small;
    std::vector<LayerUse> m_uses;
};

QTEST_GUILESS_MAIN(TstFastWeights)
#include "tst_fast_weights.moc"
