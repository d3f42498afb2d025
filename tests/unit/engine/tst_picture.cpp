#include "core/engine/machine.h"
#include "core/engine/memory_needs.h"
#include "core/engine/picture.h"
#include "core/engine/pipeline.h"
#include "core/engine/step_reporter.h"

#include <ATen/ATen.h>

#include <QTest>

using namespace reverie;
using namespace reverie::engine;

/// Numbers into pixels, and latents into previews.
class TstPicture final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void roundsAsNumpyDoes();
    void findsTheLineFromLatentsToColours();
    void sendsAtMostFourPreviewsASecond();
    void readsTorchsMemoryFigures_data();
    void readsTorchsMemoryFigures();
    void refusesAPictureThatCannotFit();
};

void TstPicture::roundsAsNumpyDoes()
{
    // -1 and below, 1 and above, the middle (127.5 rounds to the even 128), and 0.5 and 1.5 levels.
    const std::vector<float> values{-1.5f, -1, 0, 1, 7, 1.0f / 255 - 1, 3.0f / 255 - 1, 0.25f};
    const at::Tensor picture = at::tensor(values).view({1, 2, 4}).expand({3, 2, 4});
    const request::RgbImage image = toRgb(picture);
    QCOMPARE(image.width, 4);
    QCOMPARE(image.height, 2);
    const at::Tensor expected = ((picture / 2 + 0.5).clamp(0, 1) * 255).round();
    for (int i = 0; i < 8; ++i) {
        const auto level = expected[0].flatten()[i].item<float>();
        for (int channel = 0; channel < 3; ++channel)
            QCOMPARE(static_cast<float>(image.pixels.at(3 * i + channel)), level);
    }
    QCOMPARE(static_cast<int>(image.pixels.at(6)), 128);
}

void TstPicture::findsTheLineFromLatentsToColours()
{
    const at::Tensor factors = at::tensor(std::vector<float>{0.3f, -0.2f, 0.1f, 0.05f, 0.4f, -0.3f}).view({2, 3});
    const at::Tensor latents = at::randn({1, 2, 6, 5});
    const at::Tensor colours = at::tensordot(factors, latents[0], {0}, {0}) + 0.125;
    const at::Tensor pictures = at::upsample_nearest2d(colours.unsqueeze(0), {24, 20});
    const PreviewProjection projection = fitProjection(latents, pictures);
    QVERIFY(at::allclose(projection.factors, factors, 1e-3, 1e-3));
    QVERIFY(at::allclose(projection.offset, at::full({3}, 0.125), 1e-3, 1e-3));
    const request::RgbImage image = preview(projection, latents[0]);
    QCOMPARE(image.width, 5);
    QCOMPARE(image.height, 6);
    const request::RgbImage exact = toRgb(colours);
    for (std::size_t i = 0; i < exact.pixels.size(); ++i)
        QVERIFY(std::abs(exact.pixels[i] - image.pixels[i]) <= 1);
}

void TstPicture::sendsAtMostFourPreviewsASecond()
{
    struct Counter final : request::GenerationObserver {
        void onProgress(const request::Progress&) override { ++steps; }
        void onPreview(request::Preview) override { ++previews; }
        void onImage(request::GeneratedImage) override { }
        int steps = 0;
        int previews = 0;
    } counter;
    const PreviewProjection projection{at::ones({4, 3}), at::zeros({3})};
    StepReporter reporter(counter, projection, {0, 1000000});
    QElapsedTimer timer;
    timer.start();
    reporter.start();
    const at::Tensor estimate = at::zeros({2, 4, 8, 8});
    for (int step = 1; timer.elapsed() < 600; ++step)
        reporter.step(step, estimate);
    QVERIFY(counter.steps > 100);
    QVERIFY(counter.previews >= 2);  // two pictures
    QVERIFY(counter.previews <= 2 * (timer.elapsed() / 250));
}

void TstPicture::readsTorchsMemoryFigures_data()
{
    QTest::addColumn<QString>("message");
    QTest::addColumn<quint64>("needed");
    QTest::addColumn<quint64>("available");
    QTest::addRow("CPU") << QStringLiteral("[enforce fail at alloc_cpu.cpp:121] err == 0. DefaultCPUAllocator: can't "
                                           "allocate memory: you tried to allocate 68719476736 bytes. Error code 12")
                         << quint64{68719476736} << quint64{1000};
    QTest::addRow("card") << QStringLiteral("CUDA out of memory. Tried to allocate 2.50 GiB. GPU 0 has a total "
                                            "capacity of 79.11 GiB of which 512.00 MiB is free. Process 1 has")
                          << quint64{2684354560} << quint64{536870912};
    QTest::addRow("other words") << QStringLiteral("std::bad_alloc") << quint64{0} << quint64{1000};
}

void TstPicture::readsTorchsMemoryFigures()
{
    QFETCH(QString, message);
    const Error error = withMemoryFigures({.code = ErrorCode::OutOfMemory, .context = {message}}, 1000);
    QTEST(quint64{error.neededBytes}, "needed");
    QTEST(quint64{error.freeBytes}, "available");
    QVERIFY(!error.detail.isEmpty());
}

void TstPicture::refusesAPictureThatCannotFit()
{
    const VaeConfig stableDiffusion1{.blockOutChannels = {128, 256, 512, 512}};
    const std::uint64_t needed = leastDecodeBytes(stableDiffusion1, at::kFloat, 4096, 4096);
    QCOMPARE(needed, std::uint64_t{384} * 4096 * 4096 * 4);
    const auto fits = checkMemory(needed, 23'000'000'000);
    QVERIFY(!fits.has_value());
    QCOMPARE(fits.error().code, ErrorCode::OutOfMemory);
    QCOMPARE(fits.error().detail, QStringLiteral("the memory is full: 25.8 GB was needed at once, 23.0 GB was free"));
    QVERIFY(checkMemory(needed, needed).has_value());
}

QTEST_GUILESS_MAIN(TstPicture)
#include "tst_picture.moc"
