#include "core/engine/deal_out.h"
#include "core/engine/layers_packed.h"
#include "core/engine/norm.h"
#include "core/engine/panels.h"
#include "core/engine/unet_blocks.h"
#include "core/engine/winograd.h"

#include <QTest>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>

using namespace reverie;
using namespace reverie::engine;

namespace {

at::Tensor picture(std::int64_t batch, std::int64_t channels, std::int64_t height, std::int64_t width)
{
    return at::randn({batch, channels, height, width}).contiguous(at::MemoryFormat::ChannelsLast);
}

/// Largest difference in parts of the expected deviation, or, where there is one number, of that.
double difference(const at::Tensor& found, const at::Tensor& expected)
{
    const at::Tensor reference = expected.to(at::kDouble);
    const double most = (found.to(at::kDouble) - reference).abs().max().item<double>();
    const at::Tensor scale = reference.numel() == 1 ? reference.abs().sum() : reference.std(at::IntArrayRef{}, false);
    return most / std::max(scale.item<double>(), 1e-9);
}

/// A linear layer whose outputs are about as large as its inputs.
Linear weights(std::int64_t out, std::int64_t in)
{
    return {at::randn({out, in}) / std::sqrt(static_cast<double>(in)), {}, out};
}

/// Of the expected deviation. Observed: 9e-5 where a group is one number, 5e-5 over 4097 tokens, else under 2e-5.
constexpr double kTolerance = 2e-4;

}  // namespace

/// Each fast layer against its plain twin over shapes that a user can make.
class TstLayers final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        at::set_num_threads(2);
        at::manual_seed(7);
        QVERIFY(packed::isAvailable());
    }

    void normsGroups_data()
    {
        QTest::addColumn<QList<int>>("shape");
        QTest::addColumn<int>("groups");
        QTest::newRow("one pixel") << QList<int>{2, 32, 1, 1} << 32;
        QTest::newRow("one channel a group") << QList<int>{1, 8, 5, 3} << 8;
        QTest::newRow("one group") << QList<int>{1, 7, 9, 4} << 1;
        QTest::newRow("odd widths") << QList<int>{3, 35, 13, 17} << 5;
        QTest::newRow("level 0 of SD1") << QList<int>{2, 320, 64, 64} << 32;
        QTest::newRow("narrow and long") << QList<int>{1, 4, 1, 3001} << 2;
    }
    void normsGroups()
    {
        const c10::InferenceMode inference;
        QFETCH(QList<int>, shape);
        QFETCH(int, groups);
        const GroupNorm layer{at::randn({shape[1]}), at::randn({shape[1]}), groups, 1e-5};
        const at::Tensor x = picture(shape[0], shape[1], shape[2], shape[3]) * 3 + 2;
        for (const Activation activation : {Activation::None, Activation::Silu}) {
            const at::Tensor expected =
                plain::groupNorm({layer.weight.to(at::kDouble), layer.bias.to(at::kDouble), groups, layer.eps},
                    x.to(at::kDouble), activation);
            const at::Tensor found = groupNorm(layer, x, activation);
            QVERIFY(found.is_contiguous(at::MemoryFormat::ChannelsLast));
            QVERIFY2(
                difference(found, expected) < kTolerance, qPrintable(QString::number(difference(found, expected))));
        }
    }

    void addsBeforeItNorms()
    {
        const c10::InferenceMode inference;
        const GroupNorm layer{at::randn({96}), at::randn({96}), 32, 1e-5};
        const at::Tensor x = picture(2, 96, 5, 7);
        const at::Tensor added = at::randn({96});
        const at::Tensor expected = groupNorm(layer, x + added.view({1, 96, 1, 1}), Activation::Silu);
        QVERIFY(difference(plain::groupNorm(layer, x, Activation::Silu, added), expected) < kTolerance);
        QVERIFY(difference(groupNormInPlace(layer, x, Activation::Silu, added), expected) < kTolerance);
    }

    void keepsDigitsFarFromZero()
    {
        const c10::InferenceMode inference;
        const GroupNorm layer{at::ones({64}), at::zeros({64}), 32, 1e-6};
        const at::Tensor x = picture(1, 64, 50, 60) + 300;
        const at::Tensor expected =
            plain::groupNorm({layer.weight.to(at::kDouble), layer.bias.to(at::kDouble), 32, layer.eps},
                x.to(at::kDouble), Activation::None);
        QVERIFY(difference(groupNorm(layer, x, Activation::None), expected) < kTolerance);
    }

    void normsAlikeOnAnyNumberOfThreads()
    {
        const c10::InferenceMode inference;
        const GroupNorm layer{at::randn({96}), at::randn({96}), 32, 1e-5};
        const at::Tensor x = picture(2, 96, 61, 47);
        const at::Tensor two = groupNorm(layer, x, Activation::Silu);
        at::set_num_threads(1);
        QVERIFY(at::equal(two, groupNorm(layer, x, Activation::Silu)));
        at::set_num_threads(2);
    }

    void gates_data()
    {
        QTest::addColumn<QList<int>>("shape");
        QTest::newRow("one number") << QList<int>{1, 1, 2};
        QTest::newRow("odd") << QList<int>{3, 7, 30};
        QTest::newRow("many") << QList<int>{2, 4097, 642};
    }
    void gates()
    {
        const c10::InferenceMode inference;
        QFETCH(QList<int>, shape);
        const at::Tensor x = at::randn({shape[0], shape[1], shape[2]}) * 4;
        QVERIFY(difference(geglu(x), plain::geglu(x.to(at::kDouble))) < kTolerance);
        QVERIFY(at::isfinite(geglu(x * 1e6)).all().item<bool>());
    }

    void cutsRunsByUnits()
    {
        QCOMPARE(evenRun(40, 32), std::int64_t{32});
        QCOMPARE(evenRun(160, 32), std::int64_t{160});
        QCOMPARE(evenRun(5, 8), std::int64_t{4});
        QCOMPARE(evenRun(5, 16), std::int64_t{4});
        QCOMPARE(evenRun(2, 1), std::int64_t{2});
        for (std::int64_t run = 1; run < 40; ++run)
            for (std::int64_t unit = 1; unit < 40; ++unit)
                QVERIFY(evenRun(run, unit) > 0 && evenRun(run, unit) <= run);
    }

    void runsPackedLinears_data()
    {
        QTest::addColumn<int>("in");
        QTest::addColumn<int>("out");
        QTest::addColumn<int>("rows");
        for (const auto& [in, out] : {std::pair{1, 1}, {7, 13}, {320, 320}, {768, 40}, {320, 2560}, {2600, 128}})
            for (const int rows : {1, 3, 77, 1025})
                QTest::addRow("%d to %d, %d rows", in, out, rows) << in << out << rows;
    }
    void runsPackedLinears()
    {
        const c10::InferenceMode inference;
        QFETCH(int, in);
        QFETCH(int, out);
        QFETCH(int, rows);
        const Linear layer{at::randn({out, in}), at::randn({out})};
        const Linear fast{panels::pack(layer.weight), layer.bias, out};
        const at::Tensor x = at::randn({2, rows, in});
        const at::Tensor other = at::randn({2, rows, out});
        QVERIFY(difference(linear(fast, x), linear(layer, x)) < kTolerance);
        QVERIFY(difference(linearPlus(fast, x, other), linearPlus(layer, x, other)) < kTolerance);
        for (const Linear* each : {&fast, &layer}) {
            const at::Tensor all = at::full({3, rows, out}, 7.0F);
            linearPlusInto(all.narrow(0, 1, 2), *each, x, other);
            QVERIFY(difference(all.narrow(0, 1, 2), linearPlus(layer, x, other)) < kTolerance);
            QVERIFY(at::equal(all[0], at::full({rows, out}, 7.0F)));
        }
        QVERIFY(difference(linear({fast.weight, {}, out}, x), linear({layer.weight, {}}, x)) < kTolerance);
        if (out % 2 == 0)
            QVERIFY(difference(linearGeglu(fast, x), geglu(linear(layer, x))) < kTolerance);
    }

    void computesWithWeightsOf16Bits_data()
    {
        QTest::addColumn<int>("type");
        QTest::newRow("fp16") << int(at::kHalf);
        QTest::newRow("bf16") << int(at::kBFloat16);
    }
    /// As with the same weights in fp32, the smallest numbers included: bit for bit, or as good as.
    void computesWithWeightsOf16Bits()
    {
        const c10::InferenceMode inference;
        QFETCH(int, type);
        const auto shortened = [&](const at::Tensor& weights) { return weights.to(at::ScalarType(type)); };
        for (const auto& [in, out] : {std::pair{7, 13}, {320, 256}, {2600, 128}})
            for (const kernels::Loops* loops : kernels::allLoops()) {
                const at::Tensor x = at::randn({130, in});
                const at::Tensor bias = at::randn({out});
                const at::Tensor weight = shortened(at::randn({out, in}) * at::logspace(-8, 2, in));
                const at::Tensor whole = panels::pack(weight.to(at::kFloat));
                const at::Tensor halved = panels::pack(weight, *loops);
                QCOMPARE(halved.nbytes(), whole.nbytes() / 2);
                QVERIFY(at::equal(panels::unpack(halved, out), weight.to(at::kFloat)));
                // Where numbers are multiplied in parts, sums are rounded in another order.
                const auto isSame = [&](const at::Tensor& found, const at::Tensor& expected) {
                    return loops->split ? difference(found, expected) < 1e-5 : at::equal(found, expected);
                };
                QVERIFY(isSame(panels::linear({halved, bias, out}, x, {}, *loops),
                    panels::linear({whole, bias, out}, x, {}, *loops)));
                if (out % (2 * kernels::kPanel) == 0)
                    QVERIFY(isSame(panels::gatedLinear({halved, bias, out}, x, *loops),
                        panels::gatedLinear({whole, bias, out}, x, *loops)));
            }
        for (const int width : {8, 80}) {
            const at::Tensor x = picture(1, 72, 70, width);
            const at::Tensor weight = shortened(at::randn({66, 72, 3, 3}));
            const std::array<std::int64_t, 2> size{2 * x.size(2), 2 * x.size(3)};
            for (const kernels::Loops* loops : kernels::allLoops())
                for (const kernels::Tiles tiles : {kernels::Tiles::Two, kernels::Tiles::Four, kernels::Tiles::Doubling})
                    QVERIFY(
                        at::equal(winograd::conv2d(winograd::pack(weight), at::zeros({66}), {x, size}, tiles, *loops),
                            winograd::conv2d(
                                winograd::pack(weight.to(at::kFloat)), at::zeros({66}), {x, size}, tiles, *loops)));
        }
    }

    void runsPackedConvolutions_data()
    {
        QTest::addColumn<QList<int>>("shape");
        QTest::addColumn<int>("kernel");
        QTest::newRow("one pixel") << QList<int>{2, 16, 32, 1, 1} << 3;
        QTest::newRow("one row") << QList<int>{1, 16, 16, 1, 9} << 3;
        QTest::newRow("odd") << QList<int>{3, 5, 7, 11, 13} << 3;
        QTest::newRow("latents in") << QList<int>{2, 4, 320, 17, 16} << 3;
        QTest::newRow("latents out") << QList<int>{2, 320, 4, 16, 17} << 3;
        QTest::newRow("kernel 5") << QList<int>{1, 24, 40, 6, 8} << 5;
        QTest::newRow("level 2 of SD1") << QList<int>{2, 160, 160, 16, 16} << 3;
    }
    void runsPackedConvolutions()
    {
        const c10::InferenceMode inference;
        QFETCH(QList<int>, shape);
        QFETCH(int, kernel);
        const at::Tensor x = picture(shape[0], shape[1], shape[3], shape[4]);
        const at::Tensor other = picture(shape[0], shape[2], shape[3], shape[4]);
        for (const int stride : {1, 2}) {
            const Conv2d layer{
                at::randn({shape[2], shape[1], kernel, kernel}), at::randn({shape[2]}), stride, kernel / 2};
            Conv2d fast = layer;
            fast.weight = packed::packConv2d(layer.weight, {stride, kernel / 2});
            QVERIFY(difference(conv2d(fast, x), conv2d(layer, x)) < kTolerance);
            if (stride != 1 || kernel != 3)
                continue;
            QVERIFY(difference(conv2dPlus(fast, x, other), conv2dPlus(layer, x, other)) < kTolerance);
            Conv2d tiled = layer;
            tiled.weight = winograd::pack(layer.weight);
            QVERIFY(difference(conv2d(tiled, x), conv2d(layer, x)) < kTolerance);
            QVERIFY(difference(conv2dPlus(tiled, x, other), conv2dPlus(layer, x, other)) < kTolerance);
            const std::array<std::int64_t, 2> size{2 * x.size(2) + 1, 2 * x.size(3)};
            QVERIFY(difference(upsampleConv2d(tiled, x, size), upsampleConv2d(layer, x, size)) < kTolerance);
        }
    }

    void splitsUpsamplers_data()
    {
        QTest::addColumn<QList<int>>("shape");
        QTest::newRow("one pixel") << QList<int>{2, 8, 6, 1, 1};
        QTest::newRow("one row") << QList<int>{1, 16, 16, 1, 9};
        QTest::newRow("odd") << QList<int>{3, 5, 7, 11, 13};
        QTest::newRow("level 2 of SD1") << QList<int>{2, 160, 160, 16, 16};
    }
    void splitsUpsamplers()
    {
        const c10::InferenceMode inference;
        QFETCH(QList<int>, shape);
        const at::Tensor x = picture(shape[0], shape[1], shape[3], shape[4]);
        const Conv2d whole{at::randn({shape[2], shape[1], 3, 3}), at::randn({shape[2]})};
        Conv2d split = whole;
        splitUpsampler(split);
        split.weight.reset();  // it is not used here
        const std::array<std::int64_t, 2> twice{2 * x.size(2), 2 * x.size(3)};
        QVERIFY(difference(upsampleConv2d(split, x, twice), upsampleConv2d(whole, x, twice)) < kTolerance);
        // Pictures of odd sizes are not doubled, but nearly.
        split.weight = whole.weight;
        const std::array<std::int64_t, 2> odd{2 * x.size(2) + 1, 2 * x.size(3)};
        QVERIFY(difference(upsampleConv2d(split, x, odd), upsampleConv2d(whole, x, odd)) < kTolerance);
    }

    void roundsSplitKernelsOnce()
    {
        const at::Tensor weight = at::randn({3, 2, 3, 3}).to(at::kHalf);
        Conv2d layer{weight, at::zeros({3})};
        splitUpsampler(layer);
        QVERIFY(layer.split.scalar_type() == at::kHalf);
        // Even rows and columns see the pixel before and, three times, their own.
        const at::Tensor own = weight.to(at::kFloat).narrow(2, 1, 2).narrow(3, 1, 2).sum(at::IntArrayRef{2, 3});
        QVERIFY(at::equal(layer.split.narrow(0, 0, 3).select(3, 1).select(2, 1), own.to(at::kHalf)));
    }

    void attends_data()
    {
        QTest::addColumn<QList<int>>("shape");
        QTest::newRow("one token") << QList<int>{1, 1, 1, 8, 40};
        QTest::newRow("77 of text") << QList<int>{2, 300, 77, 8, 40};
        QTest::newRow("odd") << QList<int>{3, 37, 41, 3, 7};
        QTest::newRow("self, head 80") << QList<int>{2, 257, 257, 2, 80};
        QTest::newRow("self, head 160") << QList<int>{1, 64, 64, 2, 160};
        QTest::newRow("VAE") << QList<int>{1, 130, 130, 1, 512};
        QTest::newRow("VAE, queries split") << QList<int>{1, 1100, 1100, 1, 96};
        QTest::newRow("many tokens") << QList<int>{1, 4097, 4097, 1, 40};
    }
    void attends()
    {
        const c10::InferenceMode inference;
        QFETCH(QList<int>, shape);
        const std::int64_t width = shape[3] * shape[4];
        const at::Tensor q = at::randn({shape[0], shape[1], width}) * 2;
        const KeysAndValues context{at::randn({shape[0], shape[2], width}), at::randn({shape[0], shape[2], width})};
        const at::Tensor expected = plain::attend(
            q.to(at::kDouble), {context.keys.to(at::kDouble), context.values.to(at::kDouble)}, shape[3], false);
        for (const kernels::Loops* loops : kernels::allLoops()) {
            const double off = difference(looped::attend(q, context, shape[3], *loops->attention), expected);
            QVERIFY2(off < kTolerance, qPrintable(QStringLiteral("%1: %2").arg(QLatin1String(loops->name)).arg(off)));
        }
    }

    void foldsATextIntoItsLayers_data()
    {
        QTest::addColumn<QList<int>>("shape");  // pixels, tokens, heads, channels, those of the text
        QTest::addColumn<QList<int>>("texts");  // which each picture of the batch reads
        QTest::addColumn<int>("folded");
        QTest::newRow("SD 1, 1280 channels") << QList<int>{64, 77, 8, 1280, 768} << QList<int>{0, 1} << 2;
        QTest::newRow("a batch") << QList<int>{33, 20, 3, 150, 40} << QList<int>{0, 0, 1, 1, 1} << 2;
        QTest::newRow("one pixel, one token") << QList<int>{1, 1, 1, 8, 3} << QList<int>{0} << 1;
        QTest::newRow("SD 1, 640 channels") << QList<int>{16, 77, 8, 640, 768} << QList<int>{0, 1} << 0;
        QTest::newRow("two chunks of text") << QList<int>{16, 154, 8, 1280, 768} << QList<int>{0, 1} << 0;
    }
    void foldsATextIntoItsLayers()
    {
        const c10::InferenceMode inference;
        QFETCH(QList<int>, shape);
        QFETCH(QList<int>, texts);
        const std::int64_t channels = shape[3];
        Attention plain{weights(channels, channels), weights(channels, shape[4]), weights(channels, shape[4]),
            weights(channels, channels), shape[2]};
        plain.to_out.bias = at::randn({channels});
        Attention fast = plain;
        for (Linear* layer : {&fast.to_q, &fast.to_k, &fast.to_v, &fast.to_out})
            layer->weight = panels::pack(layer->weight);
        const at::Tensor twoTexts = at::randn({2, shape[1], shape[4]});
        const at::Tensor context =
            twoTexts.index_select(0, at::tensor(std::vector<std::int64_t>(texts.cbegin(), texts.cend())));
        const at::Tensor x = at::randn({texts.size(), shape[0], channels}) * 2;
        const at::Tensor residual = at::randn(x.sizes());
        const KeysAndValues text = lastingKeysAndValues(fast, context);
        QTEST(static_cast<int>(text.folded.size()), "folded");
        const at::Tensor expected = attention(plain, x, keysAndValues(plain, context), residual);
        const double off = difference(attention(fast, x, text, residual), expected);
        QVERIFY2(off < kTolerance, qPrintable(QString::number(off)));
    }
};

QTEST_GUILESS_MAIN(TstLayers)
#include "tst_layers.moc"
