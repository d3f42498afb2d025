#include "core/engine/noise.h"
#include "core/engine/noise_levels.h"
#include "core/engine/sampler_table.h"
#include "core/engine/schedules.h"
#include "core/request/sampler_names.h"

#include <ATen/ATen.h>

#include <QFile>
#include <QTest>

#include <nlohmann/json.hpp>

using namespace reverie;
using namespace reverie::engine;
using nlohmann::json;

/// Samplers and schedules against k-diffusion on a toy model; recorded by tests/golden/make_samplers.py.
class TstSamplers final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void agreesWithKDiffusion_data() { addRows("k_diffusion"); }
    void agreesWithKDiffusion();
    void everyNameThatIsOfferedExists();
    void cleanupTestCase();

private:
    void addRows(const char* list);
    void verifyLatents(const at::Tensor& actual, const json& expected);
    static SamplerRun runWith(std::vector<PictureNoise>& pictures, int& calls);

    // Of the latents' deviation. Observed: 7e-5 where latents start at sigma 4096 (zero SNR), 1e-5 elsewhere.
    static constexpr double kTolerance = 1e-4;
    json m_golden;
    double m_worst = 0;
};

namespace {

const std::vector<std::int64_t> kShape{3, 4, 2};

Result<at::Tensor> toy(const at::Tensor& x, double timestep)
{
    return at::sin(x * 2 + 0.003 * timestep) * 0.6 + x * 0.25;
}

std::vector<PictureNoise> twoPictures()
{
    std::vector<PictureNoise> pictures;
    pictures.emplace_back(request::RngSource::Cpu, 7);
    pictures.emplace_back(request::RngSource::Cpu, 8);
    return pictures;
}

const json kStableDiffusion1 = {{"beta_start", 0.00085}, {"beta_end", 0.012}, {"beta_schedule", "scaled_linear"}};

}  // namespace

void TstSamplers::initTestCase()
{
    QFile file(QStringLiteral(REVERIE_TEST_DATA "/golden/samplers.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    m_golden = json::parse(file.readAll().toStdString());
}

void TstSamplers::addRows(const char* list)
{
    QTest::addColumn<int>("index");
    for (int i = 0; i < static_cast<int>(m_golden[list].size()); ++i) {
        json name = m_golden[list][i];
        for (const char* bulky : {"latents", "sigmas"})
            name.erase(bulky);
        QTest::addRow("%s", name.dump().c_str()) << i;
    }
}

void TstSamplers::verifyLatents(const at::Tensor& actual, const json& recorded)
{
    const auto values = recorded["latents"].get<std::vector<double>>();
    const at::Tensor expected = at::tensor(values, at::kDouble).view_as(actual);
    const double error = ((actual - expected).abs().max() / expected.std()).item<double>();
    m_worst = std::max(m_worst, error);
    QVERIFY2(error <= kTolerance, qPrintable(QString::number(error)));
}

SamplerRun TstSamplers::runWith(std::vector<PictureNoise>& pictures, int& calls)
{
    return {.noise = [&](double, double) { return drawBatch(pictures, kShape); },
        .observe =
            [&](int step, const at::Tensor& estimate) {
                QCOMPARE(step, ++calls);
                QCOMPARE(estimate.dim(), 4);
            }};
}

void TstSamplers::agreesWithKDiffusion()
{
    QFETCH(int, index);
    const json& golden = m_golden["k_diffusion"][index];
    const int steps = golden["steps"];
    const auto text = [&](const char* key) { return QString::fromStdString(golden[key]); };
    json training = kStableDiffusion1;
    training["prediction_type"] = golden["prediction"];
    const SchedulerConfig config = readSchedulerConfig(training).value();
    const SigmaTable table(trainedSigmas(alphasCumprod(config, true)));

    const auto sigmas = findSchedule(text("schedule"))(table, steps);
    QCOMPARE(sigmas.size(), golden["sigmas"].size());
    for (std::size_t i = 0; i < sigmas.size(); ++i)
        QVERIFY(std::abs(sigmas[i] - golden["sigmas"][i].get<double>()) <= 1e-5 * sigmas[i]);

    auto pictures = twoPictures();
    int calls = 0;
    const Denoiser denoise =
        makeDenoiser(toy, config.prediction, [&](double sigma) { return table.timestepOf(sigma); });
    const at::Tensor start = drawBatch(pictures, kShape) * sigmas.front();
    const auto x = findSamplerRow(text("sampler"))->function(denoise, start, sigmas, runWith(pictures, calls));
    QVERIFY(x.has_value());
    QCOMPARE(calls, steps);
    verifyLatents(*x, golden);
}

void TstSamplers::everyNameThatIsOfferedExists()
{
    for (const QString& sampler : request::samplerNames()) {
        const auto choice = request::chooseSampler(sampler, request::kAutomatic);
        QVERIFY(choice.has_value());
        QCOMPARE(findSamplerRow(sampler) != nullptr, sampler != request::kModelDefault);
        QCOMPARE(engine::findSchedule(*choice->schedule) != nullptr, *choice->schedule != request::kAutomatic);
    }
    for (const QString& schedule : request::scheduleNames())
        QCOMPARE(engine::findSchedule(schedule) != nullptr, schedule != request::kAutomatic);
    QVERIFY(!findSamplerRow(QStringLiteral("Euler b")));
}

void TstSamplers::cleanupTestCase()
{
    qInfo("largest error: %.2g of the latents' deviation", m_worst);
}

QTEST_GUILESS_MAIN(TstSamplers)
#include "tst_samplers.moc"
