#include "core/engine/memory_needs.h"

#include <QTest>

using namespace reverie::engine;

namespace {

UNetConfig stableDiffusion1()
{
    UNetConfig config;
    config.levels = {{320, 2, true, true}, {640, 2, true, true}, {1280, 2, true, true}, {1280, 2, false, false}};
    return config;
}

}  // namespace

class TstMemoryNeeds final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void countsWhatTheFinestBlockReads()
    {
        // Two skips of 320, the input of 640 and its concatenation with a skip of 320.
        QCOMPARE(leastUNetBytes(stableDiffusion1(), at::kFloat, 2, 64, 64),
            std::uint64_t{2} * 4 * 64 * 64 * (2 * 320 + 2 * 640 + 320));
    }

    void countsTheSkipsWhereTheyAreMore()
    {
        UNetConfig config = stableDiffusion1();
        for (UNetLevelConfig& level : config.levels)
            level.layers = 9;
        QCOMPARE(leastUNetBytes(config, at::kHalf, 1, 64, 64),
            std::uint64_t{2} * 9 * (64 * 64 * 320 + 32 * 32 * 640 + 16 * 16 * 1280 + 8 * 8 * 1280));
    }

    void growsWithTheBatch()
    {
        // 64 pictures of 4096x4096, which a system of 24 GB once killed the engine for.
        QVERIFY(leastUNetBytes(stableDiffusion1(), at::kFloat, 128, 512, 512) > std::uint64_t{200} << 30);
    }
};

QTEST_GUILESS_MAIN(TstMemoryNeeds)
#include "tst_memory_needs.moc"
