#include "core/engine/free_ranges.h"

#include <QTest>

#include <random>

using reverie::engine::FreeRanges;

class TstFreeRanges final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesFromTheEndOfTheSmallestThatFits()
    {
        FreeRanges free;
        free.give({1000, 50});
        free.give({2000, 30});
        free.give({3000, 90});
        QCOMPARE(free.take(40), std::optional<std::uintptr_t>(1010));
        QCOMPARE(free.take(40), std::optional<std::uintptr_t>(3050));
        QCOMPARE(free.take(30), std::optional<std::uintptr_t>(2000));
        QCOMPARE(free.sizeAt(1000), std::size_t{10});
        QCOMPARE(free.sizeAt(3000), std::size_t{50});
        QCOMPARE(free.sizeAt(2000), std::size_t{0});
        QCOMPARE(free.take(51), std::optional<std::uintptr_t>());
    }

    void putsTogetherWhatTouches()
    {
        FreeRanges free;
        free.give({100, 10});
        free.give({120, 10});
        free.give({140, 10});
        free.give({110, 10});  // between two
        QCOMPARE(free.sizeAt(100), std::size_t{30});
        free.give({150, 10});  // behind one
        QCOMPARE(free.sizeAt(140), std::size_t{20});
        free.give({90, 10});  // before one
        QCOMPARE(free.sizeAt(90), std::size_t{40});
        QCOMPARE(free.takeAll().size(), std::size_t{2});
        QCOMPARE(free.take(1), std::optional<std::uintptr_t>());
    }

    /// Whatever comes and goes: nothing is handed out twice, nothing is lost.
    void keepsCountOfEveryAddress()
    {
        constexpr std::size_t kAddresses = 1000;
        std::mt19937 engine(5);
        const auto upTo = [&](std::size_t most) { return std::uniform_int_distribution<std::size_t>(0, most)(engine); };
        FreeRanges free;
        free.give({0, kAddresses});
        std::vector<bool> isTaken(kAddresses);
        std::vector<FreeRanges::Range> taken;
        for (int i = 0; i < 20000; ++i) {
            const std::size_t size = upTo(60) + 1;
            if (upTo(1) == 0) {
                if (const auto begin = free.take(size)) {
                    for (std::size_t at = *begin; at < *begin + size; ++at) {
                        QVERIFY(!isTaken.at(at));
                        isTaken[at] = true;
                    }
                    taken.push_back({*begin, size});
                }
            } else if (!taken.empty()) {
                std::swap(taken[upTo(taken.size() - 1)], taken.back());
                for (std::size_t at = 0; at < taken.back().size; ++at)
                    isTaken[taken.back().begin + at] = false;
                free.give(taken.back());
                taken.pop_back();
            }
        }
        for (const FreeRanges::Range& each : taken)
            free.give(each);
        QCOMPARE(free.sizeAt(0), kAddresses);
    }
};

QTEST_GUILESS_MAIN(TstFreeRanges)
#include "tst_free_ranges.moc"
