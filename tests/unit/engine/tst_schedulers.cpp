#include "core/engine/batch_noise.h"
#include "core/engine/schedulers.h"
#include "tests/support/elsewhere.h"

#include <ATen/ATen.h>

#include <QFile>
#include <QTest>

#include <nlohmann/json.hpp>

#include <algorithm>

using namespace reverie;
using namespace reverie::engine;
using nlohmann::json;

/// Every scheduler class and option against diffusers on a toy model; recorded by tests/golden/make_schedulers.py.
class TstSchedulers final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void agreesWithDiffusers_data();
    void agreesWithDiffusers();
    void passesOnTheModelsError_data();
    void passesOnTheModelsError();
    void cleanupTestCase();

private:
    void verifyTimesteps(const std::vector<double>& asked, const json& golden) const;
    void verifyLatents(const at::Tensor& actual, int index);
    static SamplerRun runWith(BatchNoise& noise, int& observed);

    // Of the latents' deviation.
    static constexpr double kTolerance = 1e-3;
    const test::Elsewhere m_elsewhere;
    json m_golden;
    double m_worst = 0;
};

namespace {

constexpr std::uint64_t kSeed = 7;
const std::vector<std::int64_t> kTwoPictures{2, 3, 2, 2};

at::Tensor toy(const at::Tensor& x, double timestep)
{
    return at::sin(x * 2 + 0.003 * timestep) * 0.6 + x * 0.25;
}

}  // namespace

void TstSchedulers::initTestCase()
{
    QFile file(QStringLiteral(REVERIE_TEST_DATA "/golden/schedulers.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    m_golden = json::parse(file.readAll().toStdString());
}

void TstSchedulers::agreesWithDiffusers_data()
{
    QTest::addColumn<int>("index");
    for (int i = 0; i < static_cast<int>(m_golden["cases"].size()); ++i) {
        json name = m_golden["cases"][i];
        name.erase("latents");
        name.erase("timesteps");
        for (const char* common : {"trained_betas", "beta_start", "beta_end"})
            name["config"].erase(common);
        QTest::addRow("%s", name.dump().c_str()) << i;
    }
}

void TstSchedulers::verifyTimesteps(const std::vector<double>& asked, const json& golden) const
{
    const auto expected = golden["timesteps"].get<std::vector<double>>();
    constexpr double kTimestep = 0.02;  // float32 moves diffusers' levels between two steps by up to a hundredth
    QCOMPARE(asked.size(), expected.size());
    for (std::size_t i = 0; i < asked.size(); ++i)
        QVERIFY2(std::abs(asked[i] - expected[i]) <= kTimestep,
            qPrintable(QStringLiteral("timestep %1 is %2, not %3").arg(i).arg(asked[i]).arg(expected[i])));
}

void TstSchedulers::verifyLatents(const at::Tensor& actual, int index)
{
    const auto errorOf = [&](const std::vector<double>& recorded) {
        const at::Tensor expected = at::tensor(recorded, at::kDouble).view_as(actual);
        return ((actual - expected).abs().max() / expected.std()).item<double>();
    };
    double error = errorOf(m_golden["cases"][index]["latents"].get<std::vector<double>>());
    if (const auto there = m_elsewhere.latents("schedulers", index); !there.empty())
        error = std::min(error, errorOf(there));
    m_worst = std::max(m_worst, error);
    QVERIFY2(error <= kTolerance, qPrintable(QString::number(error)));
}

SamplerRun TstSchedulers::runWith(BatchNoise& noise, int& observed)
{
    return noise.runWith([&](int step, const at::Tensor& estimate) {
        QCOMPARE(step, ++observed);
        QCOMPARE(estimate.dim(), 4);
    });
}

void TstSchedulers::agreesWithDiffusers()
{
    QFETCH(int, index);
    const json& golden = m_golden["cases"][index];
    const int steps = golden["steps"];
    const auto habit = golden.value("untouched", false) ? PipelineHabit::Untouched : PipelineHabit::StableDiffusion;
    const auto config = readSchedulerConfig(golden["config"], habit);
    QVERIFY2(config.has_value(), qPrintable(config ? QString() : sentence(config.error())));
    const auto row = findScheduler(*config, steps);
    QVERIFY2(row.has_value(), qPrintable(row ? QString() : sentence(row.error())));

    std::vector<double> asked;
    const GuidedModel model = [&](const at::Tensor& x, double timestep) -> Result<at::Tensor> {
        asked.push_back(timestep);
        return toy(x, timestep);
    };
    BatchNoise noise(request::RngSource::Cpu, kSeed, kTwoPictures, at::kCPU);
    int observed = 0;
    const at::Tensor start = noise.draw();
    const auto x = (*row)->function(model, start, *config, steps, runWith(noise, observed));
    QVERIFY(x.has_value());
    QCOMPARE(observed, observedSteps(**row, *config, steps));
    verifyTimesteps(asked, golden);
    verifyLatents(*x, index);
}

void TstSchedulers::passesOnTheModelsError_data()
{
    QTest::addColumn<int>("index");
    QTest::addColumn<int>("failsAt");
    std::set<std::string> seen;
    for (int i = 0; i < static_cast<int>(m_golden["cases"].size()); ++i) {
        const std::string name = m_golden["cases"][i]["config"]["_class_name"];
        const int calls = static_cast<int>(m_golden["cases"][i]["timesteps"].size());
        if (!seen.insert(name + std::to_string(calls)).second)
            continue;
        for (int failsAt = 1; failsAt <= calls && failsAt <= 16; ++failsAt)
            QTest::addRow("%s of %d calls, call %d", name.c_str(), calls, failsAt) << i << failsAt;
    }
}

void TstSchedulers::passesOnTheModelsError()
{
    QFETCH(int, index);
    QFETCH(int, failsAt);
    const json& golden = m_golden["cases"][index];
    const SchedulerConfig config = readSchedulerConfig(golden["config"]).value();
    const int steps = golden["steps"];
    int asked = 0;
    const GuidedModel model = [&](const at::Tensor& x, double timestep) -> Result<at::Tensor> {
        if (++asked == failsAt)
            return fail(ErrorCode::Cancelled, QStringLiteral("stopped"));
        return toy(x, timestep);
    };
    BatchNoise noise(request::RngSource::Cpu, kSeed, kTwoPictures, at::kCPU);
    int observed = 0;
    const at::Tensor start = noise.draw();
    const auto x =
        findScheduler(config, steps).value()->function(model, start, config, steps, runWith(noise, observed));
    QVERIFY(!x.has_value());
    QCOMPARE(x.error().code, ErrorCode::Cancelled);
    QCOMPARE(asked, failsAt);
}

void TstSchedulers::cleanupTestCase()
{
    qInfo("largest error: %.2g of the latents' deviation", m_worst);
}

QTEST_GUILESS_MAIN(TstSchedulers)
#include "tst_schedulers.moc"
