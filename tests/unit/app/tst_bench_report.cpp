#include "app/reverie/amounts.h"
#include "app/reverie/bench_report.h"
#include "app/reverie/unet_work.h"

#include <QtTest>

#include <nlohmann/json.hpp>

using namespace reverie;
using namespace reverie::app;
using nlohmann::json;

namespace {

BenchResult result()
{
    BenchResult made;
    made.request.width = 512;
    made.request.height = 512;
    made.request.sampler = "DPM++ 2M";
    made.request.guidanceScale = 7;
    made.model.name = "random:sd1";
    made.model.device = "cpu";
    made.model.dtype = "fp32";
    made.model.weightBytes = 4'265'000'000;
    made.threads = 2;
    made.load = 12.3456;
    made.texts = {0.2};
    made.steps = {10, 8, 9, 30};
    made.vaes = {0.05, 0.06, 0.07};
    made.encodings = {0.001234};
    made.pictures = {40};
    made.peakBytes = 5'100'000'000;
    made.operationsPerStep = 1.36e12;
    return made;
}

}  // namespace

class TstBenchReport final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void reportsEveryPart()
    {
        QCOMPARE(benchText(result()),
            QStringLiteral("random:sd1, 512x512, batch 1, DPM++ 2M, CFG 7, on cpu in fp32, 2 threads\n"
                           "  load     12.35 s\n"
                           "  text     0.200 s median, 0.200 s min\n"
                           "  step     9.500 s median, 8.000 s min of 4\n"
                           "           143.2 GFLOP/s (1360.0 GFLOP a step, counted)\n"
                           "  VAE      60.0 ms median, 50.0 ms min\n"
                           "  PNG      1.23 ms median, 1.23 ms min\n"
                           "  picture  40.00 s median, 40.00 s min\n"
                           "  memory   5.10 GB at most, weights 4.26 GB"));
        const json object = benchJson(result());
        QCOMPARE(object["step"]["median"], 9.5);
        QCOMPARE(object["step"]["min"], 8.0);
        QCOMPARE(object["step"]["all"].size(), std::size_t{4});
        QCOMPARE(object["picture"]["median"], 40.0);
        QCOMPARE(object["peakBytes"], 5'100'000'000);
    }

    void comparesWithTheMachine()
    {
        BenchResult made = result();
        made.roof = MachineRoof{200, 25.04};
        QVERIFY(benchText(made).endsWith("\n  machine  200 GFLOP/s, 25.0 GB/s at best here; a step takes 1.40 of the "
                                         "time of its count at that rate"));
        QVERIFY(std::abs(benchJson(made)["machine"]["stepShare"].get<double>() - 9.5 / 6.8) < 1e-9);
        made.operationsPerStep = 0;
        QVERIFY(benchText(made).endsWith("25.0 GB/s at best here"));
    }

    void measuresTheMachine()
    {
        const MachineRoof roof = measureRoof(1);
        QVERIFY(roof.gigaflops > 0);
        QVERIFY(roof.gigabytesPerSecond > 0);
    }

    void medians()
    {
        QCOMPARE(median({}), 0.0);
        QCOMPARE(median({3, 1, 2}), 2.0);
        QCOMPARE(median({4, 1, 2, 3}), 2.5);
    }

    void writesAmounts()
    {
        QCOMPARE(byteAmount(999), QStringLiteral("999 bytes"));
        QCOMPARE(byteAmount(1000), QStringLiteral("1.00 kB"));
        QCOMPARE(byteAmount(99'960), QStringLiteral("100 kB"));
        QCOMPARE(byteAmount(4'267'000'000), QStringLiteral("4.27 GB"));
        QCOMPARE(countAmount(859'520'964), QStringLiteral("860 M"));
        QCOMPARE(countAmount(12), QStringLiteral("12"));
    }

    /// torch.utils.flop_counter over diffusers 0.42's UNet2DConditionModel with the config of Stable Diffusion 1.5.
    void countsStableDiffusion()
    {
        const double operations = unetOperations(json{{"cross_attention_dim", 768}}, 64, 64, 77);
        QCOMPARE(static_cast<std::int64_t>(operations), 803'273'441'280);
    }

    /// One level without attention, counted by hand: 6x5 latents, 4 channels in and out, 8 inside.
    void countsASmallUnetExactly()
    {
        const json config = {{"block_out_channels", {8}}, {"layers_per_block", 1}, {"mid_block_type", nullptr},
            {"down_block_types", {"DownBlock2D"}}, {"up_block_types", {"UpBlock2D"}}};
        const double pixels = 30;
        const double time = 8 * 32 + 32 * 32;
        const double ends = 2 * pixels * 4 * 8 * 9;
        const double down = pixels * 2 * 8 * 8 * 9 + 4 * 8 * 8;
        const double up = 2 * (pixels * (16 * 8 * 9 + 8 * 8 * 9 + 16 * 8) + 4 * 8 * 8);
        QCOMPARE(unetOperations(config, 6, 5, 77), 2 * (time + ends + down + up));
    }
};

QTEST_GUILESS_MAIN(TstBenchReport)
#include "tst_bench_report.moc"
