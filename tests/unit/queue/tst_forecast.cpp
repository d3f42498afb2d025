#include "core/queue/forecast.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace reverie;
using namespace reverie::queue;

namespace {

constexpr double kText = 0.5;
constexpr double kStep = 2.0;
constexpr double kDecode = 1.0;
constexpr std::uint64_t kPeak = 3'000'000'000;

request::GenerationRequest requestOf(int side, int steps = 10, int count = 1)
{
    request::GenerationRequest request;
    request.width = request.height = side;
    request.steps = steps;
    request.count = count;
    request.guidanceScale = 7;
    request.sampler = "Euler";
    return request;
}

request::ModelFacts modelOn(const QString& device, const QString& dtype = "fp32")
{
    request::ModelFacts model;
    model.name = "m";
    model.device = device;
    model.dtype = dtype;
    return model;
}

request::RunTimes timesOf(double step, int steps = 10)
{
    return {kText, std::vector<double>(static_cast<std::size_t>(steps), step), kDecode, kPeak};
}

Forecast learnt()
{
    Forecast forecast;
    forecast.learn(requestOf(512), modelOn("cpu"), timesOf(kStep));
    return forecast;
}

}  // namespace

class TstForecast final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysNothingOfWhatItHasNotSeen()
    {
        QVERIFY(!Forecast().predict(requestOf(512), "m"));
        QVERIFY(!learnt().predict(requestOf(512), "another"));
        QVERIFY(!learnt().predict(requestOf(2048), "m"));  // 16 times the area
    }

    void foretellsTheSameRun()
    {
        const auto same = learnt().predict(requestOf(512), "m");
        QCOMPARE(same->seconds, kText + 10 * kStep + kDecode);
        QCOMPARE(same->peakBytes, kPeak);
    }

    void scalesWithStepsSizeCountAndPasses()
    {
        const Forecast forecast = learnt();
        QCOMPARE(forecast.predict(requestOf(512, 20), "m")->seconds, kText + 20 * kStep + kDecode);
        QCOMPARE(forecast.predict(requestOf(1024), "m")->seconds, kText + 4 * (10 * kStep + kDecode));
        QCOMPARE(forecast.predict(requestOf(512, 10, 3), "m")->seconds, 3 * (kText + 10 * kStep + kDecode));
        request::GenerationRequest unguided = requestOf(512);
        unguided.guidanceScale = 1;
        QCOMPARE(forecast.predict(unguided, "m")->seconds, kText + 5 * kStep + kDecode);
        request::GenerationRequest twice = requestOf(512);
        twice.sampler = "Heun";
        QCOMPARE(forecast.predict(twice, "m")->seconds, kText + 20 * kStep + kDecode);
    }

    void emptyFieldsAreThoseOfTheLatestRun()
    {
        const auto blank = learnt().predict({}, "m");
        QCOMPARE(blank->seconds, kText + 10 * kStep + kDecode);
    }

    void foretellsMemoryOnlyUpToWhatWasSeen()
    {
        const Forecast forecast = learnt();
        QCOMPARE(forecast.predict(requestOf(448), "m")->peakBytes, kPeak);
        QCOMPARE(forecast.predict(requestOf(768), "m")->peakBytes, 0u);
    }

    void oneSlowRunDoesNotCount()
    {
        Forecast forecast = learnt();
        forecast.learn(requestOf(512), modelOn("cpu"), timesOf(100));
        forecast.learn(requestOf(512), modelOn("cpu"), timesOf(kStep));
        QCOMPARE(forecast.predict(requestOf(512), "m")->seconds, kText + 10 * kStep + kDecode);
    }

    void theNearestSizesCount()
    {
        Forecast forecast = learnt();
        forecast.learn(requestOf(1024), modelOn("cpu"), timesOf(40));
        QCOMPARE(forecast.predict(requestOf(512), "m")->seconds, kText + 10 * kStep + kDecode);
    }

    void eachDeviceAndTypeHasItsOwn()
    {
        Forecast forecast = learnt();
        forecast.learn(requestOf(512), modelOn("cuda:0", "fp16"), timesOf(0.1));
        request::GenerationRequest request = requestOf(512);
        request.device = "cpu";
        QCOMPARE(forecast.predict(request, "m")->seconds, kText + 10 * kStep + kDecode);
        request.device = "auto";  // the latest used
        QCOMPARE(forecast.predict(request, "m")->seconds, kText + 10 * 0.1 + kDecode);
        request.dtype = request::DType::Fp32;
        QCOMPARE(forecast.predict(request, "m")->seconds, kText + 10 * kStep + kDecode);
        request.dtype = request::DType::Bf16;
        QVERIFY(!forecast.predict(request, "m"));
    }

    void aRunWithoutStepsTeachesNothing()
    {
        Forecast forecast;
        forecast.learn(requestOf(512), modelOn("cpu"), {});
        QVERIFY(!forecast.predict(requestOf(512), "m"));
    }

    void survivesARestart()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath("below/forecast.json");
        QVERIFY(learnt().save(file).has_value());
        const auto before = learnt().predict(requestOf(640), "m");
        const auto after = Forecast::fromFile(file).predict(requestOf(640), "m");
        QCOMPARE(after->seconds, before->seconds);
        QCOMPARE(after->peakBytes, before->peakBytes);
    }

    void aBrokenFileIsAnEmptyForecast_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("half") << QByteArray("{\"places\": [{");
        QTest::newRow("other types") << QByteArray(R"({"places": {"a": 1}})");
        QTest::newRow("rows of another form")
            << QByteArray(R"({"places": [1, {"runs": 2}, {"model": "m", "device": "cpu", "dtype": "fp32",)"
                          R"("runs": [[0,1,1,1,1,1,1,1], [-1,2,3,4,5,6,7,8], [1,"2",3,4,5,6,7,8], [1,2], null]}]})");
        QTest::newRow("numbers too large")
            << QByteArray(R"({"places": [{"model": "m", "device": "cpu", "dtype": "fp32",)"
                          R"("runs": [[1,1e300,2,1,1,1,1,1], [1,1,2,1,1,1,1,1e300]]}]})");
    }

    void aBrokenFileIsAnEmptyForecast()
    {
        QFETCH(QByteArray, content);
        QTemporaryDir folder;
        QFile file(folder.filePath("forecast.json"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
        file.close();
        QVERIFY(!Forecast::fromFile(file.fileName()).predict(requestOf(512), "m"));
    }

    void keepsOnlyTheLatestRuns()
    {
        Forecast forecast;
        for (std::size_t run = 0; run < Forecast::kRunsKept; ++run)
            forecast.learn(requestOf(512), modelOn("cpu"), timesOf(100));
        for (std::size_t run = 0; run < Forecast::kRunsKept; ++run)
            forecast.learn(requestOf(512), modelOn("cpu"), timesOf(kStep));
        QCOMPARE(forecast.predict(requestOf(512), "m")->seconds, kText + 10 * kStep + kDecode);
    }
};

QTEST_GUILESS_MAIN(TstForecast)
#include "tst_forecast.moc"
