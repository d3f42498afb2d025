#include "core/engine/winograd.h"

#include <QTest>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>

using namespace reverie;
using namespace reverie::engine;
using kernels::Tiles;

namespace {

at::Tensor picture(const QList<int>& shape)
{
    return at::randn({shape[0], shape[1], shape[3], shape[4]}).contiguous(at::MemoryFormat::ChannelsLast);
}

/// Of the expected deviation. Observed at most 2.5e-5 for tiles of 4, 8e-6 for the others.
double toleranceOf(Tiles tiles)
{
    return tiles == Tiles::Four ? 5e-5 : 2e-5;
}

/// All that can compute it.
std::vector<Tiles> fitting(const winograd::Input& input)
{
    std::vector<Tiles> all{Tiles::Two, Tiles::Four};
    if (input.size[0] == 2 * input.x.size(2) && input.size[1] == 2 * input.x.size(3))
        all.push_back(Tiles::Doubling);
    return all;
}

double difference(const at::Tensor& found, const at::Tensor& expected)
{
    return ((found.to(at::kDouble) - expected).abs().max() / expected.std(at::IntArrayRef{}, false)).item<double>();
}

}  // namespace

/// The fast convolutions against ATen's in double precision, on every instruction set that this processor has.
class TstWinograd final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        at::set_num_threads(2);
        at::manual_seed(7);
        for (const kernels::Loops* loops : kernels::allLoops())
            qInfo("%s loops", loops->name);
    }

    void convolves_data()
    {
        QTest::addColumn<QList<int>>("shape");  // pictures, in, out, height, width
        QTest::addColumn<QList<int>>("size");
        QTest::newRow("one pixel") << QList<int>{2, 16, 64, 1, 1} << QList<int>{1, 1};
        QTest::newRow("one row") << QList<int>{1, 16, 64, 1, 9} << QList<int>{1, 9};
        QTest::newRow("one column") << QList<int>{1, 8, 16, 11, 1} << QList<int>{11, 1};
        QTest::newRow("odd everything") << QList<int>{3, 5, 7, 11, 13} << QList<int>{11, 13};
        QTest::newRow("more than a panel") << QList<int>{1, 19, 131, 6, 10} << QList<int>{6, 10};
        QTest::newRow("weights at once") << QList<int>{1, 72, 66, 64, 70} << QList<int>{64, 70};
        QTest::newRow("weights at once, chunks of inputs") << QList<int>{1, 336, 64, 64, 64} << QList<int>{64, 64};
        QTest::newRow("larger than caches") << QList<int>{1, 16, 64, 401, 331} << QList<int>{401, 331};
        QTest::newRow("many tiles, too much for at once") << QList<int>{1, 700, 704, 64, 64} << QList<int>{64, 64};
        QTest::newRow("more than a round") << QList<int>{2, 24, 80, 61, 66} << QList<int>{61, 66};
        QTest::newRow("eight pictures") << QList<int>{8, 33, 65, 7, 8} << QList<int>{7, 8};
        QTest::newRow("doubled") << QList<int>{2, 20, 70, 5, 9} << QList<int>{10, 18};
        QTest::newRow("one pixel doubled") << QList<int>{2, 16, 64, 1, 1} << QList<int>{2, 2};
        QTest::newRow("doubled, weights at once") << QList<int>{1, 72, 66, 33, 64} << QList<int>{66, 128};
        QTest::newRow("doubled, too much for at once") << QList<int>{1, 840, 832, 32, 32} << QList<int>{64, 64};
        QTest::newRow("enlarged to odd sides") << QList<int>{1, 20, 24, 4, 5} << QList<int>{7, 9};
        QTest::newRow("a level of SD1") << QList<int>{2, 320, 320, 16, 24} << QList<int>{16, 24};
    }
    void convolves()
    {
        const c10::InferenceMode inference;
        QFETCH(QList<int>, shape);
        QFETCH(QList<int>, size);
        const at::Tensor x = picture(shape);
        const at::Tensor weight = at::randn({shape[2], shape[1], 3, 3});
        const at::Tensor bias = at::randn({shape[2]});
        const at::Tensor other = picture({shape[0], shape[2], 0, size[0], size[1]});
        const std::array<std::int64_t, 2> sides{size[0], size[1]};
        const at::Tensor enlarged = at::upsample_nearest2d(x.to(at::kDouble), sides);
        const at::Tensor expected = at::conv2d(enlarged, weight.to(at::kDouble), bias.to(at::kDouble), 1, 1);
        const at::Tensor packed = winograd::pack(weight);
        for (const kernels::Loops* loops : kernels::allLoops())
            for (const Tiles tiles : fitting({x, sides})) {
                const at::Tensor found = winograd::conv2d(packed, bias, {x, sides}, tiles, *loops);
                QVERIFY(found.is_contiguous(at::MemoryFormat::ChannelsLast));
                const double off = difference(found, expected);
                QVERIFY2(off < toleranceOf(tiles),
                    qPrintable(QStringLiteral("%1, %2, tiles %3")
                                   .arg(QLatin1String(loops->name))
                                   .arg(off)
                                   .arg(static_cast<int>(tiles))));
                const at::Tensor sum = winograd::conv2d(packed, bias, {x, sides, other}, tiles, *loops);
                QVERIFY(difference(sum, expected + other) < toleranceOf(tiles));
            }
    }

    void convolvesAlikeOnAnyNumberOfThreads_data()
    {
        QTest::addColumn<int>("width");
        QTest::newRow("weights block by block") << 42;
        QTest::newRow("weights at once, rounds for two threads, blocks for one") << 60;
        QTest::newRow("weights at once, blocks") << 142;
    }
    void convolvesAlikeOnAnyNumberOfThreads()
    {
        const c10::InferenceMode inference;
        QFETCH(int, width);
        const at::Tensor x = picture({2, 80, 0, 37, width});
        const at::Tensor weight = winograd::pack(at::randn({96, 80, 3, 3}));
        const at::Tensor two = winograd::conv2d(weight, at::zeros({96}), {x, {37, width}});
        at::set_num_threads(1);
        QVERIFY(at::equal(two, winograd::conv2d(weight, at::zeros({96}), {x, {37, width}})));
        at::set_num_threads(2);
    }

    void takesTheTilesOfLeastWork_data()
    {
        QTest::addColumn<QList<int>>("shape");  // pictures, in, out, height, width
        QTest::addColumn<int>("enlarged");
        QTest::addColumn<int>("tiles");
        const auto row = [](const char* name, const QList<int>& shape, int enlarged, Tiles tiles) {
            QTest::newRow(name) << shape << enlarged << static_cast<int>(tiles);
        };
        row("few results", {1, 8, 8, 2, 2}, 1, Tiles::Two);
        row("an odd few", {1, 8, 8, 5, 5}, 1, Tiles::Two);
        row("the smallest level of SD1", {2, 8, 8, 8, 8}, 1, Tiles::Four);
        row("a large picture", {2, 8, 8, 64, 64}, 1, Tiles::Four);
        row("a doubled one", {2, 8, 8, 8, 8}, 2, Tiles::Doubling);
        row("a tripled one", {2, 8, 8, 8, 8}, 3, Tiles::Four);
        row("a doubled pixel", {1, 8, 8, 1, 1}, 2, Tiles::Two);
    }
    void takesTheTilesOfLeastWork()
    {
        QFETCH(QList<int>, shape);
        QFETCH(int, enlarged);
        QFETCH(int, tiles);
        const at::Tensor x = picture(shape);
        const std::array<std::int64_t, 2> size{enlarged * x.size(2), enlarged * x.size(3)};
        QCOMPARE(static_cast<int>(winograd::bestTiles({x, size})), tiles);
    }
};

QTEST_GUILESS_MAIN(TstWinograd)
#include "tst_winograd.moc"
