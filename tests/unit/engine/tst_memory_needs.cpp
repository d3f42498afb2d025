#include "core/engine/memory_needs.h"
#include "core/engine/memory_plan.h"
#include "core/engine/unet.h"
#include "core/weights/published_configs.h"

#include <QTest>

using namespace reverie;
using namespace reverie::engine;

namespace {

UNetConfig stableDiffusion1()
{
    UNetConfig config;
    config.levels = {{320, 2, true, true}, {640, 2, true, true}, {1280, 2, true, true}, {1280, 2, false, false}};
    return config;
}

VaeConfig stableDiffusionVae()
{
    VaeConfig config;
    config.blockOutChannels = {128, 256, 512, 512};
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

    void plansFromTheFastestToTheLeanest()
    {
        const UNetConfig unet = stableDiffusion1();
        const VaeConfig vae = stableDiffusionVae();
        const MemoryDemand demand{unet, vae, at::kFloat, at::kFloat, 512, 512, 4, true};
        const std::vector<MemoryPlan> plans = memoryPlans(demand);
        const std::vector<MemoryPlan> expected{
            {4, true, false}, {4, true, true}, {2, true, true}, {1, true, true}, {1, false, true}};
        QVERIFY(plans == expected);
        for (std::size_t i = 0; i < plans.size(); ++i) {
            QVERIFY(leastBytes(demand, plans[i]) < likelyBytes(demand, plans[i]));
            QVERIFY(i == 0 || likelyBytes(demand, plans[i]) <= likelyBytes(demand, plans[i - 1]));
        }
        QVERIFY(memoryPlans({unet, vae, at::kFloat, at::kFloat, 512, 512, 1, false}).size() == 2);
    }

    void likelyIsWhatWasSeenAndLittleMore_data()
    {
        QTest::addColumn<QString>("family");
        QTest::addColumn<QList<int>>("picture");  // width, height, batch
        QTest::addColumn<int>("seen");            // MiB beside the weights, on a processor of two cores
        QTest::newRow("SD 1, 256x256") << "sd1" << QList<int>{256, 256, 1} << 316;
        QTest::newRow("SD 1, 512x512") << "sd1" << QList<int>{512, 512, 1} << 839;
        QTest::newRow("SD 1, 768x768") << "sd1" << QList<int>{768, 768, 1} << 1593;
        QTest::newRow("SD 1, 1024x768") << "sd1" << QList<int>{1024, 768, 1} << 2075;
        QTest::newRow("SD 1, 8 at a time") << "sd1" << QList<int>{512, 512, 8} << 1236;
        QTest::newRow("SD XL") << "sdxl" << QList<int>{1024, 1024, 1} << 3041;
    }
    void likelyIsWhatWasSeenAndLittleMore()
    {
        QFETCH(QString, family);
        QFETCH(QList<int>, picture);
        QFETCH(int, seen);
        const auto* configs = weights::publishedConfigs(family);
        const UNetConfig unet = UNetConfig::fromJson(configs->unet).value();
        const VaeConfig vae = VaeConfig::fromJson(configs->vae).value();
        const MemoryDemand demand{unet, vae, at::kFloat, at::kFloat, picture[0], picture[1], picture[2], true};
        const std::uint64_t likely = likelyBytes(demand, memoryPlans(demand).front()) >> 20;
        QCOMPARE_GE(likely, static_cast<std::uint64_t>(seen));
        QCOMPARE_LE(likely, static_cast<std::uint64_t>(1.4 * seen));
    }

    void choosesTheFastestPlanThatFits()
    {
        const UNetConfig unet = stableDiffusion1();
        const VaeConfig vae = stableDiffusionVae();
        const MemoryDemand demand{unet, vae, at::kFloat, at::kFloat, 512, 512, 1, true};
        const std::vector<MemoryPlan> plans = memoryPlans(demand);
        const auto chosen = [&](request::MemoryUse use, std::uint64_t freeBytes) {
            return choosePlan(demand, plans, use, freeBytes);
        };
        constexpr std::uint64_t kPlenty = std::uint64_t{64} << 30;
        QCOMPARE(chosen(request::MemoryUse::Auto, kPlenty), std::size_t{0});
        QCOMPARE(chosen(request::MemoryUse::Auto, likelyBytes(demand, plans[0])), std::size_t{1});
        QVERIFY(likelyBytes(demand, plans.back()) + (std::uint64_t{200} << 20) < 1'200'000'000);  // libraries included
        QCOMPARE(chosen(request::MemoryUse::Auto, 0), plans.size() - 1);
        QCOMPARE(chosen(request::MemoryUse::Fast, 0), std::size_t{0});
        QCOMPARE(chosen(request::MemoryUse::Lean, kPlenty), plans.size() - 1);
    }

    void xlFitsACardOf8GigabytesPartByPart()
    {
        const auto* configs = weights::publishedConfigs(QStringLiteral("sdxl"));
        const UNetConfig unet = UNetConfig::fromJson(configs->unet).value();
        const VaeConfig vae = VaeConfig::fromJson(configs->vae).value();
        UNet unetShape;
        WeightList unetWeights;
        declareUNet(unetShape, unet, unetWeights);
        std::uint64_t numbers = 0;
        for (const WeightPlace& place : unetWeights.places())
            numbers += static_cast<std::uint64_t>(c10::multiply_integers(place.shape));
        const PartBytes weights{1'636'000'000, 2 * numbers, 335'000'000};
        const MemoryDemand demand{unet, vae, at::kHalf, at::kFloat, 1024, 1024};
        constexpr std::uint64_t kContext = 500'000'000;  // what CUDA itself takes of a card
        QCOMPARE(chooseOffload(demand, weights, 24'000'000'000 - kContext), Offload::None);
        QCOMPARE(chooseOffload(demand, weights, 8'000'000'000 - kContext), Offload::Parts);
        QCOMPARE(chooseOffload(demand, weights, 5'000'000'000 - kContext), Offload::Blocks);
    }

    void stableDiffusion1TakesAtMost3GigabytesOfACard()
    {
        const UNetConfig unet = stableDiffusion1();
        const VaeConfig vae = stableDiffusionVae();
        const MemoryDemand demand{unet, vae, at::kHalf, at::kHalf, 512, 512};
        const PartBytes weights{246'000'000, 1'719'000'000, 167'000'000};
        const std::uint64_t taken =
            weights.text + weights.unet + weights.vae + likelyBytes(demand, memoryPlans(demand).back());
        QVERIFY2(taken <= 3'000'000'000, qPrintable(QString::number(taken)));
    }

    void saysWhatItTrades()
    {
        const MemoryPlan fastest{4, true, false};
        QCOMPARE(wordsOf(fastest, fastest), QString());
        QCOMPARE(wordsOf({4, true, true}, fastest), QStringLiteral("decodes in strips"));
        QCOMPARE(wordsOf({1, false, true}, fastest),
            QStringLiteral("computes one picture at a time, runs prompt and negative prompt one after the other and "
                           "decodes in strips"));
        QCOMPARE(
            wordsOf({2, true, true}, fastest), QStringLiteral("computes 2 pictures at a time and decodes in strips"));
    }

    void growsWithTheBatch()
    {
        // 64 pictures of 4096x4096, which a system of 24 GB once killed the engine for.
        QVERIFY(leastUNetBytes(stableDiffusion1(), at::kFloat, 128, 512, 512) > std::uint64_t{200} << 30);
    }
};

QTEST_GUILESS_MAIN(TstMemoryNeeds)
#include "tst_memory_needs.moc"
