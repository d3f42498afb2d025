#include "core/engine/engine.h"
#include "tests/support/golden_model.h"
#include "tests/support/picture_run.h"

#include <ATen/Parallel.h>

#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>

#include <algorithm>
#include <limits>

using namespace reverie;
using namespace reverie::engine;
using nlohmann::json;
using request::Phase;

namespace {

/// Keeps what a run reports and may cancel it at a step.
class Recorder final : public request::GenerationObserver {
public:
    void onProgress(const request::Progress& progress) override
    {
        reports.push_back(progress);
        if (progress.phase == Phase::Sampling && progress.step == cancelAt)
            cancellation.cancel();
        if (progress.phase == Phase::Sampling && progress.step == stopAt)
            cancellation.stop();
    }
    void onPreview(request::Preview) override { }
    void onImage(request::GeneratedImage image) override { images.push_back(std::move(image)); }

    int cancelAt = -1;
    int stopAt = -1;
    Cancellation cancellation;
    std::vector<request::Progress> reports;
    std::vector<request::GeneratedImage> images;
};

}  // namespace

/// The engine as its callers see it, on a tiny model.
class TstEngine final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void sameSeedGivesTheSameBits();
    void aPictureDependsOnItsSeedAlone();
    void cancelsAtEveryStepAndGoesOn_data();
    void cancelsAtEveryStepAndGoesOn();
    void stopsAtEveryStepWithWhatThereIs_data();
    void stopsAtEveryStepWithWhatThereIs();
    void reportsEachPhaseInOrder();
    void S31_findsInvalidNumbersBeforeAPictureExists();
    void explainsThatMemoryIsFullAndGoesOn();
    void refusesWhatTheModelCannotDo();
    void hasNoModelAfterAFailedLoad();
    void wantsFewStepsOfADistilledModel();
    void saysWhatItIs();

private:
    [[nodiscard]] static bool writeModel(
        const QString& folder, const test::Gains& extraGains, const json& scheduler = {});
    static Result<request::ModelFacts> load(Engine& engine, const QString& folder);
    [[nodiscard]] static request::GenerationRequest smallRequest();

    QTemporaryDir m_folder;
    Engine m_engine;
};

/// \param scheduler its scheduler_config.json; null: PNDM
bool TstEngine::writeModel(const QString& folder, const test::Gains& extraGains, const json& scheduler)
{
    const QString data = QStringLiteral(REVERIE_TEST_DATA "/golden/");
    QFile file(data + QStringLiteral("pipelines.json"));
    if (!file.open(QIODevice::ReadOnly))
        return false;
    const json golden = json::parse(file.readAll().toStdString());
    json model = golden["models"]["noise"];
    auto gains = model["gains"].get<test::Gains>();
    gains.insert(gains.begin(), extraGains.begin(), extraGains.end());
    model["gains"] = gains;
    const json& pndm = golden["schedulers"]["pndm"];
    return test::writeGoldenModel(
        folder, model, scheduler.is_null() ? pndm : scheduler, data + QStringLiteral("tokenizer"));
}

Result<request::ModelFacts> TstEngine::load(Engine& engine, const QString& folder)
{
    return engine.load(
        {.model = folder, .device = QStringLiteral("cpu")}, [](double, const QString&) {}, Cancellation());
}

request::GenerationRequest TstEngine::smallRequest()
{
    request::GenerationRequest request;
    request.prompt = QStringLiteral("red forest");
    request.steps = 4;
    request.seed = 11;
    request.width = 64;
    request.height = 72;
    request.sampler = QStringLiteral("Euler a");
    return request;
}

void TstEngine::initTestCase()
{
    at::set_num_threads(1);  // enough for models this small, and fair to a busy machine
    QVERIFY(writeModel(m_folder.path(), {}));
    double last = 0;
    const auto facts = m_engine.load(
        {.model = m_folder.path(), .device = QStringLiteral("cpu")},
        [&](double fraction, const QString&) {
            QVERIFY(fraction >= last && fraction <= 1);
            last = fraction;
        },
        Cancellation());
    QVERIFY2(facts.has_value(), qPrintable(facts ? QString() : sentence(facts.error())));
    QCOMPARE(last, 1.0);
    QCOMPARE(facts->vaeFactor, 8);
    QCOMPARE(facts->latentChannels, 4);
    QCOMPARE(facts->dtype, QStringLiteral("fp32"));
    QCOMPARE(facts->files.size(), std::size_t{3});
}

void TstEngine::sameSeedGivesTheSameBits()
{
    Recorder first;
    QVERIFY(m_engine.generate(smallRequest(), first, {}).has_value());
    Recorder second;
    QVERIFY(m_engine.generate(smallRequest(), second, {}).has_value());
    QVERIFY(first.images.at(0).picture.pixels == second.images.at(0).picture.pixels);
}

void TstEngine::aPictureDependsOnItsSeedAlone()
{
    request::GenerationRequest request = smallRequest();
    request.seed = std::numeric_limits<std::uint64_t>::max() - 1;
    request.count = 5;
    request.wantLatents = true;
    Recorder oneByOne;
    QVERIFY(m_engine.generate(request, oneByOne, {}).has_value());
    request.batch = 3;
    Recorder threeAtATime;
    QVERIFY(m_engine.generate(request, threeAtATime, {}).has_value());
    QCOMPARE(threeAtATime.images.size(), std::size_t{5});
    bool isBitEqual = true;
    for (int i = 0; i < 5; ++i) {
        const auto& alone = oneByOne.images.at(i);
        const auto& together = threeAtATime.images.at(i);
        QCOMPARE(together.index, i);
        QCOMPARE(together.seed, *request.seed + static_cast<std::uint64_t>(i));
        QVERIFY(test::largestDifference(alone.picture, together.picture) <= 1);
        isBitEqual = isBitEqual && alone.latents->values == together.latents->values;
    }
    qInfo("batches of 1 and of 3 are %s", isBitEqual ? "bit-equal" : "equal within 1 level");

    request.seed = 2;
    request.count = 1;
    Recorder single;
    QVERIFY(m_engine.generate(request, single, {}).has_value());
    QVERIFY(test::largestDifference(single.images.at(0).picture, threeAtATime.images.at(4).picture) <= 1);
}

void TstEngine::cancelsAtEveryStepAndGoesOn_data()
{
    QTest::addColumn<int>("step");
    for (int step = 0; step <= 4; ++step)
        QTest::addRow("step %d", step) << step;
}

void TstEngine::cancelsAtEveryStepAndGoesOn()
{
    QFETCH(int, step);
    Recorder whole;
    QVERIFY(m_engine.generate(smallRequest(), whole, {}).has_value());
    Recorder cut;
    cut.cancelAt = step;
    const auto times = m_engine.generate(smallRequest(), cut, cut.cancellation);
    QVERIFY(!times.has_value());
    QCOMPARE(times.error().code, ErrorCode::Cancelled);
    QVERIFY(cut.images.empty());
    QCOMPARE(cut.reports.back().step, step);
    Recorder again;
    QVERIFY(m_engine.generate(smallRequest(), again, {}).has_value());
    QVERIFY(again.images.at(0).picture.pixels == whole.images.at(0).picture.pixels);
}

void TstEngine::stopsAtEveryStepWithWhatThereIs_data()
{
    cancelsAtEveryStepAndGoesOn_data();
}

void TstEngine::stopsAtEveryStepWithWhatThereIs()
{
    QFETCH(int, step);
    request::GenerationRequest request = smallRequest();
    request.count = 3;
    request.batch = 2;
    Recorder whole;
    QVERIFY(m_engine.generate(request, whole, {}).has_value());
    Recorder cut;
    cut.stopAt = step;
    const auto times = m_engine.generate(request, cut, cut.cancellation);
    QVERIFY(!times.has_value());
    QCOMPARE(times.error().code, ErrorCode::Cancelled);
    const int all = *smallRequest().steps;
    QCOMPARE(cut.images.size(), std::size_t{step == 0 ? 0U : 2U});  // those of the batch
    for (std::size_t i = 0; i < cut.images.size(); ++i) {
        QVERIFY(cut.images[i].stop == (step < all ? request::Stop{step, all} : request::Stop{}));
        QCOMPARE(cut.images[i].picture.pixels == whole.images.at(i).picture.pixels, step >= all);
    }
    if (step == 0 || step >= all)
        return;
    request.count = 1;  // a picture depends on its seed and its step alone
    Recorder again;
    again.stopAt = step;
    QVERIFY(m_engine.generate(request, again, again.cancellation).has_value());
    QVERIFY(test::largestDifference(again.images.at(0).picture, cut.images[0].picture) <= 1);
}

void TstEngine::reportsEachPhaseInOrder()
{
    request::GenerationRequest request = smallRequest();
    request.steps = 2;
    request.count = 3;
    request.batch = 2;
    Recorder recorder;
    const auto times = m_engine.generate(request, recorder, {});
    QVERIFY(times.has_value());
    QCOMPARE(times->steps.size(), std::size_t{4});
    QVERIFY(times->peakBytes > 0);
    QStringList reports;
    for (const auto& report : recorder.reports)
        reports << QStringLiteral("%1:%2:%3/%4")
                       .arg(static_cast<int>(report.phase))
                       .arg(report.image)
                       .arg(report.step)
                       .arg(report.of);
    const QStringList expected{QStringLiteral("1:0:0/0"), QStringLiteral("2:0:0/2"), QStringLiteral("2:0:1/2"),
        QStringLiteral("2:0:2/2"), QStringLiteral("3:0:0/0"), QStringLiteral("3:1:0/0"), QStringLiteral("2:2:0/2"),
        QStringLiteral("2:2:1/2"), QStringLiteral("2:2:2/2"), QStringLiteral("3:2:0/0")};
    QCOMPARE(reports, expected);
}

void TstEngine::S31_findsInvalidNumbersBeforeAPictureExists()
{
    for (const char* part : {"unet/conv_out.weight", "vae/decoder.conv_out.weight"}) {
        const QTemporaryDir folder;
        QVERIFY(writeModel(folder.path(), {{part, 3e38}}));
        Engine engine;
        QVERIFY(load(engine, folder.path()).has_value());
        Recorder recorder;
        const auto times = engine.generate(smallRequest(), recorder, {});
        QVERIFY(!times.has_value());
        QCOMPARE(times.error().code, ErrorCode::InvalidNumbers);
        QVERIFY(recorder.images.empty());
    }
}

void TstEngine::explainsThatMemoryIsFullAndGoesOn()
{
    request::GenerationRequest large = smallRequest();
    large.width = 4096;
    large.height = 4096;
    large.steps = 1;
    rlimit before{};
    QCOMPARE(getrlimit(RLIMIT_AS, &before), 0);
    QFile statm(QStringLiteral("/proc/self/statm"));
    QVERIFY(statm.open(QIODevice::ReadOnly));
    const rlim_t used = statm.readAll().split(' ').front().toULongLong() * 4096;
    const rlimit tight{used + (rlim_t{32} << 20), before.rlim_max};
    QCOMPARE(setrlimit(RLIMIT_AS, &tight), 0);
    Recorder recorder;
    const auto times = m_engine.generate(large, recorder, {});
    QCOMPARE(setrlimit(RLIMIT_AS, &before), 0);
    QVERIFY(!times.has_value());
    QCOMPARE(times.error().code, ErrorCode::OutOfMemory);
    QVERIFY(times.error().neededBytes > 0);
    QVERIFY(times.error().freeBytes > 0);
    qInfo("%s", qPrintable(sentence(times.error())));
    Recorder again;
    QVERIFY(m_engine.generate(smallRequest(), again, {}).has_value());
}

void TstEngine::refusesWhatTheModelCannotDo()
{
    const auto refuse = [&](auto change) {
        request::GenerationRequest request = smallRequest();
        change(request);
        Recorder recorder;
        const auto times = m_engine.generate(request, recorder, {});
        return times ? ErrorCode::Internal : times.error().code;
    };
    QCOMPARE(refuse([](auto& request) { request.clipSkip = 4; }), ErrorCode::InvalidArgument);
    QCOMPARE(refuse([](auto& request) { request.width = 68; }), ErrorCode::InvalidArgument);
    QCOMPARE(refuse([](auto& request) { request.sampler = QStringLiteral("Euler b"); }), ErrorCode::InvalidArgument);
}

void TstEngine::hasNoModelAfterAFailedLoad()
{
    Engine engine;
    QVERIFY(load(engine, m_folder.path()).has_value());
    const auto facts = load(engine, QStringLiteral("/nowhere/at/all"));
    QVERIFY(!facts.has_value());
    QCOMPARE(facts.error().code, ErrorCode::NotFound);
    Recorder recorder;
    const auto times = engine.generate(smallRequest(), recorder, {});
    QVERIFY(!times.has_value());
    QCOMPARE(times.error().code, ErrorCode::Busy);
}

void TstEngine::wantsFewStepsOfADistilledModel()
{
    for (const char* name : {"LCMScheduler", "TCDScheduler"}) {
        const QTemporaryDir folder;
        QVERIFY(writeModel(folder.path(), {}, {{"_class_name", name}}));
        Engine engine;
        const auto facts = load(engine, folder.path());
        QVERIFY2(facts.has_value(), qPrintable(facts ? QString() : sentence(facts.error())));
        QCOMPARE(facts->defaultSteps, 4);
        QCOMPARE(facts->defaultGuidanceScale, 1.0);
        QCOMPARE(facts->defaultSampler, QStringLiteral("Model default"));

        request::GenerationRequest request = smallRequest();
        request.sampler.reset();
        request.steps.reset();
        Recorder recorder;
        QVERIFY(engine.generate(request, recorder, {}).has_value());
        QCOMPARE(recorder.images.size(), std::size_t{1});
    }
}

void TstEngine::saysWhatItIs()
{
    const EngineFacts facts = Engine::facts();
    QCOMPARE(facts.torchVersion, QStringLiteral("2.11.0"));
    QVERIFY(facts.threads > 0);
    QCOMPARE(facts.devices.front().name, QStringLiteral("cpu"));
    QVERIFY(facts.devices.front().memoryBytes > 0);
}

QTEST_GUILESS_MAIN(TstEngine)
#include "tst_engine.moc"
