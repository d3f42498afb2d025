#include "core/kernels/attention.h"
#include "core/kernels/rows.h"
#include "core/kernels/winograd.h"

#include <QTest>

#include <bit>
#include <cmath>
#include <numeric>
#include <random>

using namespace reverie::kernels;

namespace {

/// Memory of exactly so many numbers, so that the sanitizers see what goes past them.
using Numbers = std::vector<float>;

Numbers random(std::int64_t count)
{
    static std::mt19937 generator(7);
    std::normal_distribution<float> normal;
    Numbers numbers(static_cast<std::size_t>(count));
    std::ranges::generate(numbers, [&] { return normal(generator); });
    return numbers;
}

/// Largest difference.
double difference(const Numbers& found, const std::vector<double>& expected)
{
    double most = 0;
    for (std::size_t i = 0; i < expected.size(); ++i)
        most = std::max(most, std::abs(found[i] - expected[i]));
    return found.size() == expected.size() && std::isfinite(most) ? most : 1e9;
}

struct Picture {
    std::int64_t in, out, height, width;
};

double pixel(const Numbers& x, const Picture& shape, std::int64_t row, std::int64_t column, std::int64_t channel)
{
    const bool isInside = row >= 0 && column >= 0 && row < shape.height && column < shape.width;
    return isInside ? x[static_cast<std::size_t>((row * shape.width + column) * shape.in + channel)] : 0;
}

/// The definition of the convolution, with 2 added to every result.
std::vector<double> convolved(const Numbers& x, const Numbers& weights, const Numbers& bias, const Picture& shape)
{
    std::vector<double> y;
    for (std::int64_t row = 0; row < shape.height; ++row)
        for (std::int64_t column = 0; column < shape.width; ++column)
            for (std::int64_t k = 0; k < shape.out; ++k) {
                double sum = bias[static_cast<std::size_t>(k)] + 2;
                for (std::int64_t i = 0; i < 9 * shape.in; ++i)
                    sum += pixel(x, shape, row + i % 9 / 3 - 1, column + i % 3 - 1, i / 9) *
                        weights[static_cast<std::size_t>(k * 9 * shape.in + i)];
                y.push_back(sum);
            }
    return y;
}

/// Every pixel becomes 2x2.
Numbers doubled(const Numbers& x, const Picture& shape)
{
    Numbers y;
    for (std::int64_t row = 0; row < 2 * shape.height; ++row)
        for (std::int64_t column = 0; column < 2 * shape.width; ++column)
            for (std::int64_t c = 0; c < shape.in; ++c)
                y.push_back(static_cast<float>(pixel(x, shape, row / 2, column / 2, c)));
    return y;
}

/// Position -1 and those after it, for so many tiles.
std::vector<std::int64_t> starts(std::int64_t tiles, std::int64_t perTile, std::int64_t size, std::int64_t step)
{
    std::vector<std::int64_t> places(static_cast<std::size_t>(tiles * perTile + 2), -1);
    for (std::int64_t i = 0; i < size; ++i)
        places[static_cast<std::size_t>(i + 1)] = i * step;
    return places;
}

/// The weights of a panel's outputs, [in, 3, 3, kPanel].
Numbers panelOf(const Numbers& weights, const Picture& shape, std::int64_t panel)
{
    const std::int64_t inputs = 9 * shape.in;
    Numbers numbers(static_cast<std::size_t>(inputs * kPanel), 0.0F);
    for (std::int64_t n = 0; n < std::min(kPanel, shape.out - panel * kPanel); ++n)
        for (std::int64_t i = 0; i < inputs; ++i)
            numbers[static_cast<std::size_t>(i * kPanel + n)] =
                weights[static_cast<std::size_t>((panel * kPanel + n) * inputs + i)];
    return numbers;
}

/// The products of some tiles and one panel. \param transformed their combinations, `stride` apart
Numbers productsOf(
    const Loops& loops, Tiles tiles, const Numbers& transformed, std::int64_t stride, const ProductBlock& block)
{
    const TileSide side = sideOf(tiles);
    const std::int64_t kernelStride = pointStride(block.in, kPanel);
    const std::int64_t productStride = pointStride(block.rows, kPanel);
    const std::int64_t count = side.products * side.products;
    Numbers kernel(static_cast<std::size_t>(count * kernelStride));
    loops.winograd->transformKernels(kernel.data(), kernelStride, {block.panel}, block.in, tiles);
    Numbers products(static_cast<std::size_t>(count * productStride));
    for (std::int64_t i = 0; i < count; ++i) {
        const std::int64_t combination =
            combinationOf(tiles, i / side.products) * side.pixels + combinationOf(tiles, i % side.products);
        loops.products->multiply({products.data() + i * productStride, transformed.data() + combination * stride,
            kernel.data() + i * kernelStride, block.in, block.rows, block.in});
    }
    return products;
}

/// The same by the loops, in two spans of tiles. \param shape of x
Numbers convolvedBy(const Loops& loops, Tiles tiles, const Numbers& x, const Numbers& weights, const Numbers& bias,
    const Picture& shape)
{
    const auto& [in, out, height, width] = shape;
    const TileSide side = sideOf(tiles);
    const std::int64_t down = (height + side.step - 1) / side.step;
    const std::int64_t across = (width + side.step - 1) / side.step;
    const std::vector<std::int64_t> rows = starts(down, side.step, height, width * in);
    const std::vector<std::int64_t> columns = starts(across, side.step, width, in);
    const WinogradPictures pictures{x.data(), in, in * height * width, down, across, rows.data(), columns.data()};
    const std::int64_t enlarged = side.results / side.step;
    Numbers y(static_cast<std::size_t>(enlarged * height * enlarged * width * out), NAN);
    const Numbers others(y.size(), 2.0F);
    const WinogradResult result{y.data(), bias.data(), others.data(), out, enlarged * height, enlarged * width};
    const Numbers zeros(static_cast<std::size_t>(in), 0.0F);
    const std::int64_t half = (down * across + 1) / 2;
    for (const TileSpan span : {TileSpan{0, half}, TileSpan{half, down * across - half}}) {
        const std::int64_t stride = pointStride(span.count, in);
        Numbers transformed(static_cast<std::size_t>(side.pixels * side.pixels * stride));
        loops.winograd->transformInput(transformed.data(), stride, pictures, span, {0, in}, tiles, zeros.data());
        for (std::int64_t panel = 0; panel * kPanel < out; ++panel) {
            const Numbers kernels = panelOf(weights, shape, panel);
            const Numbers products =
                productsOf(loops, tiles, transformed, stride, {nullptr, nullptr, kernels.data(), 0, span.count, in});
            loops.winograd->transformOutput(
                result, products.data(), pointStride(span.count, kPanel), pictures, span, tiles, panel);
        }
    }
    return y;
}

/// As IEEE 754 defines it.
float fromHalf(std::uint16_t bits)
{
    const int exponent = bits >> 10 & 31;
    const int fraction = bits & 1023;
    const float sign = bits >> 15 ? -1.0F : 1.0F;
    if (exponent == 31)
        return fraction == 0 ? sign * INFINITY : NAN;
    return sign *
        (exponent == 0 ? std::ldexp(float(fraction), -24) : std::ldexp(float(1024 + fraction), exponent - 25));
}

float fromBFloat(std::uint16_t bits)
{
    return std::bit_cast<float>(std::uint32_t{bits} << 16);
}

struct Heads {
    std::int64_t queries, keys, width;
};

/// The definition of attention.
std::vector<double> attended(const Numbers& q, const Numbers& k, const Numbers& v, const Heads& shape)
{
    const auto& [queries, keys, width] = shape;
    std::vector<double> y(static_cast<std::size_t>(queries * width));
    for (std::int64_t i = 0; i < queries; ++i) {
        std::vector<double> weights(static_cast<std::size_t>(keys));
        double total = 0;
        for (std::int64_t j = 0; j < keys; ++j) {
            double score = 0;
            for (std::int64_t d = 0; d < width; ++d)
                score += static_cast<double>(q[static_cast<std::size_t>(i * width + d)]) *
                    k[static_cast<std::size_t>(j * width + d)];
            total += weights[static_cast<std::size_t>(j)] = std::exp(score / std::sqrt(static_cast<double>(width)));
        }
        for (std::int64_t j = 0; j < keys; ++j)
            for (std::int64_t d = 0; d < width; ++d)
                y[static_cast<std::size_t>(i * width + d)] +=
                    weights[static_cast<std::size_t>(j)] / total * v[static_cast<std::size_t>(j * width + d)];
    }
    return y;
}

}  // namespace

/// Every set of loops against the definition of what it computes.
class TstKernels final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void convolves_data()
    {
        QTest::addColumn<QList<int>>("shape");  // in, out, height, width
        QTest::newRow("one pixel") << QList<int>{3, 1, 1, 1};
        QTest::newRow("one row") << QList<int>{5, 17, 1, 9};
        QTest::newRow("odd") << QList<int>{19, 65, 7, 6};
        QTest::newRow("whole vectors") << QList<int>{32, 64, 8, 8};
        QTest::newRow("many panels") << QList<int>{2, 130, 5, 5};
    }
    void convolves()
    {
        QFETCH(QList<int>, shape);
        const Picture picture{shape[0], shape[1], shape[2], shape[3]};
        const Numbers x = random(picture.in * picture.height * picture.width);
        const Numbers weights = random(picture.out * picture.in * 9);
        const Numbers bias = random(picture.out);
        const std::vector<double> expected = convolved(x, weights, bias, picture);
        const std::vector<double> expectedDoubled = convolved(
            doubled(x, picture), weights, bias, {picture.in, picture.out, 2 * picture.height, 2 * picture.width});
        for (const Loops* loops : allLoops())
            for (const Tiles tiles : {Tiles::Two, Tiles::Four, Tiles::Doubling}) {
                const Numbers found = convolvedBy(*loops, tiles, x, weights, bias, picture);
                QVERIFY2(difference(found, tiles == Tiles::Doubling ? expectedDoubled : expected) < 1e-3, loops->name);
            }
    }

    void attends_data()
    {
        QTest::addColumn<QList<int>>("shape");  // queries, keys, width
        QTest::newRow("one of each") << QList<int>{1, 1, 1};
        QTest::newRow("odd") << QList<int>{67, 79, 7};
        QTest::newRow("a prompt") << QList<int>{5, 77, 40};
        QTest::newRow("wide") << QList<int>{65, 157, 160};
    }
    void attends()
    {
        QFETCH(QList<int>, shape);
        const Heads heads{shape[0], shape[1], shape[2]};
        const Numbers q = random(heads.queries * heads.width);
        const Numbers k = random(heads.keys * heads.width);
        const Numbers v = random(heads.keys * heads.width);
        const HeadShape head{heads.queries, heads.keys, heads.width, heads.width, heads.width};
        for (const Loops* loops : allLoops()) {
            Numbers found(q.size(), NAN);
            Numbers scratch(static_cast<std::size_t>(loops->attention->scratch(head)));
            loops->attention->attend({found.data(), q.data(), k.data(), v.data()}, head, scratch.data());
            QVERIFY2(difference(found, attended(q, k, v, heads)) < 1e-5, loops->name);
        }
    }

    void packsPanels()
    {
        constexpr std::int64_t kInputs = 37;
        for (const std::int64_t count : {std::int64_t{1}, std::int64_t{29}, kPanel}) {
            const Numbers rows = random(count * kInputs);
            for (const Loops* loops : allLoops()) {
                Numbers panel(kInputs * kPanel, NAN);
                loops->products->pack(panel.data(), rows.data(), count, kInputs);
                for (std::int64_t i = 0; i < kInputs * kPanel; ++i) {
                    const auto place = static_cast<std::size_t>(i % kPanel * kInputs + i / kPanel);
                    QCOMPARE(panel[static_cast<std::size_t>(i)], i % kPanel < count ? rows[place] : 0.0F);
                }
            }
        }
    }

    void packsNumbersOf16Bits()
    {
        constexpr std::int64_t kInputs = 37;
        std::vector<std::uint16_t> rows(29 * kInputs);
        std::iota(rows.begin(), rows.end(), std::uint16_t{40'000});
        for (const Loops* loops : allLoops()) {
            std::vector<std::uint16_t> panel(kInputs * kPanel, 1);
            loops->products->packShorts(panel.data(), rows.data(), 29, kInputs);
            for (std::int64_t i = 0; i < kInputs * kPanel; ++i) {
                const auto place = static_cast<std::size_t>(i % kPanel * kInputs + i / kPanel);
                QCOMPARE(panel[static_cast<std::size_t>(i)], i % kPanel < 29 ? rows[place] : 0);
            }
        }
    }

    /// Each of the 65,536 bit patterns.
    void widensEveryNumber()
    {
        std::vector<std::uint16_t> all(65'536);
        std::iota(all.begin(), all.end(), std::uint16_t{0});
        for (const Loops* loops : allLoops())
            for (const Stored stored : {Stored::Half, Stored::BFloat}) {
                Numbers found(all.size(), -1);
                loops->products->widen(found.data(), {all.data(), stored}, std::int64_t(all.size()));
                for (std::size_t i = 0; i < all.size(); ++i) {
                    const float expected = stored == Stored::Half ? fromHalf(all[i]) : fromBFloat(all[i]);
                    QVERIFY2(std::isnan(expected) ? std::isnan(found[i])
                                                  : std::bit_cast<int>(found[i]) == std::bit_cast<int>(expected),
                        qPrintable(QStringLiteral("%1, %2: %3").arg(QLatin1String(loops->name)).arg(i).arg(found[i])));
                }
            }
    }

    void finishesProducts()
    {
        constexpr std::int64_t kInputs = 11;
        constexpr std::int64_t kOutputs = 37;
        const Numbers x = random(7 * kInputs);
        const Numbers panel = random(kInputs * kPanel);
        const Numbers bias = random(kOutputs);
        const Numbers others = random(7 * kOutputs);
        for (const Loops* loops : allLoops()) {
            Numbers products(7 * kPanel);
            // In two parts, of which the second is added to the first, and what comes next is fetched: some, and too
            // much.
            loops->products->multiply({products.data(), x.data(), panel.data(), kInputs, 7, 5, false,
                {panel.data() + 5 * kPanel, 6 * kPanel}, {x.data(), 20}});
            loops->products->multiply({products.data(), x.data() + 5, panel.data() + 5 * kPanel, kInputs, 7, 6, true,
                {panel.data(), kInputs * kPanel}, {x.data(), 7 * kInputs}});
            Numbers y(7 * kOutputs);
            Numbers gated(7 * kOutputs);
            loops->products->finish({y.data(), bias.data(), others.data(), kOutputs, 7, kOutputs}, products.data());
            loops->products->finishGated({gated.data(), bias.data(), nullptr, kOutputs, 7, kOutputs}, products.data(),
                products.data(), bias.data());
            for (std::size_t i = 0; i < y.size(); ++i) {
                const std::size_t c = i % kOutputs;
                double sum = bias[c];
                for (std::size_t k = 0; k < kInputs; ++k)
                    sum += static_cast<double>(x[i / kOutputs * kInputs + k]) * panel[k * kPanel + c];
                QVERIFY2(std::abs(y[i] - (sum + others[i])) < 1e-4, loops->name);
                const double gate = std::erfc(-sum / std::sqrt(2)) / 2;
                QVERIFY2(std::abs(gated[i] - sum * sum * gate) < 1e-3, loops->name);
            }
        }
    }

    void findsLoopsByTheirName()
    {
        for (const Loops* loops : allLoops())
            QCOMPARE(&loopsNamed(loops->name), loops);
        QCOMPARE(&loopsNamed(nullptr), allLoops().front());
        QCOMPARE(&loopsNamed("none of them"), allLoops().front());
    }

    void walksRows()
    {
        constexpr std::int64_t kWidth = 37;
        const Numbers x = random(3 * kWidth);
        const Numbers scale = random(kWidth);
        const Numbers shift = random(kWidth);
        const Numbers gated = random(2 * kWidth);
        for (const Loops* loops : allLoops()) {
            Numbers scaled(x.size());
            Numbers silu(x.size());
            Numbers sums(kWidth);
            Numbers squares(kWidth);
            Numbers geglu(kWidth);
            loops->rows->scaleRows(scaled.data(), x.data(), 3, kWidth, scale.data(), shift.data());
            loops->rows->scaleRowsSilu(silu.data(), x.data(), 3, kWidth, scale.data(), shift.data());
            loops->rows->addMoments(x.data(), 3, kWidth, shift.data(), sums.data(), squares.data());
            loops->rows->gegluRows(geglu.data(), gated.data(), 1, kWidth);
            for (std::size_t c = 0; c < kWidth; ++c) {
                const double y = x[c] * scale[c] + shift[c];
                QVERIFY2(std::abs(scaled[c] - y) < 1e-5, loops->name);
                QVERIFY2(std::abs(silu[c] - y / (1 + std::exp(-y))) < 1e-5, loops->name);
                const double offs[] = {x[c] - shift[c], x[c + kWidth] - shift[c], x[c + 2 * kWidth] - shift[c]};
                QVERIFY2(std::abs(sums[c] - (offs[0] + offs[1] + offs[2])) < 1e-5, loops->name);
                QVERIFY2(std::abs(squares[c] - (offs[0] * offs[0] + offs[1] * offs[1] + offs[2] * offs[2])) < 1e-4,
                    loops->name);
                const double gate = gated[c + kWidth];
                QVERIFY2(
                    std::abs(geglu[c] - gated[c] * gate * std::erfc(-gate / std::sqrt(2)) / 2) < 1e-5, loops->name);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TstKernels)
#include "tst_kernels.moc"
