#include "core/kernels/loops.h"
#include "core/kernels/split.h"
#include "tests/support/numbers.h"

#include <QTest>

#include <numeric>

using namespace reverie::kernels;
using namespace reverie;

namespace {

/// Rows and a panel of 16 bits, drawn anew for each case.
struct Factors {
    std::int64_t rows = 0;
    std::int64_t in = 0;
    Stored stored = Stored::Half;
    std::vector<float> x;
    std::vector<std::uint16_t> panel;

    Factors(std::int64_t rows, std::int64_t in, Stored stored)
        : rows(rows), in(in), stored(stored), x(test::numbers(std::size_t(rows * in), 0, 7)),
          panel(std::size_t(in * kPanel))
    {
        // Signs and fractions of all kinds, from 1/4 to 1 in fp16, from 1/8 to 1/2 in bf16.
        const unsigned least = stored == Stored::Half ? 0x3400 : 0x3e00;
        const unsigned drawn = stored == Stored::Half ? 0x87ff : 0x80ff;
        std::ranges::generate(panel, [&, i = 0U]() mutable { return std::uint16_t(least + (i++ * 40503U & drawn)); });
    }

    [[nodiscard]] StoredNumbers numbers() const { return {panel.data(), stored}; }

    [[nodiscard]] std::vector<double> product() const
    {
        std::vector<float> weights(panel.size());
        loops().products->widen(weights.data(), numbers(), std::int64_t(panel.size()));
        std::vector<double> sums;
        for (std::int64_t i = 0; i < rows * kPanel; ++i) {
            double sum = 0;
            for (std::int64_t c = 0; c < in; ++c)
                sum += double(x[std::size_t(i / kPanel * in + c)]) * weights[std::size_t(c * kPanel + i % kPanel)];
            sums.push_back(sum);
        }
        return sums;
    }
};

/// The same by parts: of the first inputs, and of the others added to it.
std::vector<float> multiplied(const SplitLoops& split, const Factors& factors)
{
    const auto& [rows, in, stored, x, panel] = factors;
    const std::int64_t room = (rows + kSplitRows - 1) / kSplitRows * kSplitRows;
    const std::int64_t size = splitRowSize(in);
    std::vector<float> rowParts(std::size_t(room * size));
    std::vector<float> panelParts(panel.size());
    split.splitRows(rowParts.data(), x.data(), rows, in);
    split.splitPanel(panelParts.data(), factors.numbers(), in);
    std::vector<float> products(std::size_t(room * kPanel), NAN);
    split.multiply({products.data(), rowParts.data(), panelParts.data(), size, rows, kSplit, false,
        {x.data(), std::int64_t(x.size())}});
    split.multiply({products.data(), rowParts.data() + splitRowSize(kSplit) * kSplitRows,
        panelParts.data() + kSplit * kPanel, size, rows, in - kSplit, true});
    products.resize(std::size_t(rows * kPanel));
    return products;
}

}  // namespace

/// Products of numbers in parts against the definition.
class TstSplit final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void multiplies_data()
    {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("in");
        for (const int rows : {1, 15, 16, 17, 31, 32, 33, 48, 63, 96})
            QTest::addRow("%d rows", rows) << rows << 64;
        QTest::newRow("many inputs") << 40 << 1280;
        QTest::newRow("an odd number of splits") << 40 << 160;
    }
    /// Observed: 1.9e-6 of the deviation at most; products of whole numbers: 4.5e-6.
    void multiplies()
    {
        QFETCH(int, rows);
        QFETCH(int, in);
        const SplitLoops* split = loops().split;
        if (!split)
            QSKIP("this processor has no products of parts");
        for (const Stored stored : {Stored::Half, Stored::BFloat}) {
            const Factors factors(rows, in, stored);
            const std::vector<double> expected = factors.product();
            const double squares = std::inner_product(expected.begin(), expected.end(), expected.begin(), 0.0);
            const double off = test::largestError(multiplied(*split, factors), expected) /
                std::sqrt(squares / double(expected.size()));
            QVERIFY2(off < 4e-6, qPrintable(QString::number(off)));
        }
    }
};

QTEST_GUILESS_MAIN(TstSplit)
#include "tst_split.moc"
