#include "core/engine/engine.h"
#include "core/request/enum_names.h"
#include "core/weights/safetensors_file.h"
#include "tests/support/golden_model.h"

#include <ATen/Parallel.h>

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace reverie;
using namespace reverie::engine;
using nlohmann::json;

namespace {

const QString kData = QStringLiteral(REVERIE_TEST_DATA "/golden/");

/// Keeps the pictures of a run.
class Collector final : public request::GenerationObserver {
public:
    void onProgress(const request::Progress&) override { }
    void onPreview(request::Preview) override { }
    void onImage(request::GeneratedImage image) override { images.push_back(std::move(image)); }

    std::vector<request::GeneratedImage> images;
};

}  // namespace

/// Whole pictures against diffusers and k-diffusion; recorded by tests/golden/make_pipelines.py. With REVERIE_RECORD in
/// the environment the observed errors are written beside the goldens.
class TstPipelines final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void makesTheReferencesPicture_data();
    void makesTheReferencesPicture();
    void cleanupTestCase();

private:
    void load(const json& golden);
    [[nodiscard]] request::GenerationRequest requestOf(const json& golden) const;
    template <typename T>
    [[nodiscard]] std::vector<T> recorded(int index, const char* what) const;
    [[nodiscard]] double latentError(int index, const std::vector<request::GeneratedImage>& images) const;
    [[nodiscard]] int pictureError(int index, const std::vector<request::GeneratedImage>& images) const;

    json m_golden;
    std::optional<weights::SafetensorsFile> m_arrays;
    std::string m_loaded;
    Engine m_engine;
    json m_observed = json::array();
};

void TstPipelines::initTestCase()
{
    at::set_num_threads(1);  // enough for models this small, and fair to a busy machine
    QFile file(kData + QStringLiteral("pipelines.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    m_golden = json::parse(file.readAll().toStdString());
    auto arrays = weights::SafetensorsFile::open(kData + QStringLiteral("pipelines.safetensors"));
    QVERIFY(arrays.has_value());
    m_arrays.emplace(std::move(*arrays));
}

void TstPipelines::makesTheReferencesPicture_data()
{
    QTest::addColumn<int>("index");
    for (int i = 0; i < static_cast<int>(m_golden["cases"].size()); ++i)
        QTest::addRow("%s", m_golden["cases"][i]["name"].get_ref<const std::string&>().c_str()) << i;
}

/// Loads the case's model with its scheduler, unless it is loaded already.
void TstPipelines::load(const json& golden)
{
    const std::string key = golden["model"].get<std::string>() + "|" + golden["scheduler"].get<std::string>();
    if (m_loaded == key)
        return;
    const QTemporaryDir folder;
    QVERIFY(test::writeGoldenModel(folder.path(), m_golden["models"][golden["model"].get<std::string>()],
        m_golden["schedulers"][golden["scheduler"].get<std::string>()], kData + QStringLiteral("tokenizer")));
    const auto facts = m_engine.load(
        {.model = folder.path(), .device = QStringLiteral("cpu")}, [](double, const QString&) {}, Cancellation());
    QVERIFY2(facts.has_value(), qPrintable(facts ? QString() : sentence(facts.error())));
    m_loaded = key;
}

request::GenerationRequest TstPipelines::requestOf(const json& golden) const
{
    const auto text = [&](const char* key, const char* fallback) {
        return QString::fromStdString(golden.value(key, std::string(fallback)));
    };
    request::GenerationRequest request;
    request.prompt = text("prompt", "");
    request.negativePrompt = text("negative", "");
    request.steps = golden["steps"].get<int>();
    request.guidanceScale = golden["cfg"].get<double>();
    request.seed = golden["seed"].get<std::uint64_t>();
    request.width = golden["width"].get<int>();
    request.height = golden["height"].get<int>();
    request.sampler = text("sampler", "");
    request.schedule = text("schedule", "Automatic");
    request.emphasis = request::enumFromName<request::Emphasis>(text("emphasis", "original")).value();
    request.rng = request::enumFromName<request::RngSource>(text("rng", "cpu")).value();
    request.clipSkip = golden.value("clip_skip", 1);
    request.count = golden.value("count", 1);
    request.batch = request.count;
    request.wantLatents = true;
    return request;
}

template <typename T>
std::vector<T> TstPipelines::recorded(int index, const char* what) const
{
    const weights::TensorInfo* info = m_arrays->find(std::to_string(index) + '.' + what);
    if (!info)
        return {};
    std::vector<T> values(info->bytes / sizeof(T));
    if (!m_arrays->read(*info, std::as_writable_bytes(std::span(values))))
        return {};
    return values;
}

/// The largest difference of any latent, in parts of the latents' deviation.
double TstPipelines::latentError(int index, const std::vector<request::GeneratedImage>& images) const
{
    const auto expected = recorded<float>(index, "latents");
    std::vector<float> actual;
    for (const auto& image : images)
        actual.insert(actual.end(), image.latents->values.begin(), image.latents->values.end());
    if (expected.empty() || actual.size() != expected.size())
        return INFINITY;
    double sum = 0;
    double squares = 0;
    double worst = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        sum += expected[i];
        squares += static_cast<double>(expected[i]) * expected[i];
        worst = std::max(worst, std::abs(static_cast<double>(actual[i]) - expected[i]));
    }
    const auto count = static_cast<double>(expected.size());
    return worst / std::sqrt(squares / count - sum / count * (sum / count));
}

/// The largest difference of any channel of any pixel, in levels of 255.
int TstPipelines::pictureError(int index, const std::vector<request::GeneratedImage>& images) const
{
    const auto expected = recorded<std::uint8_t>(index, "pictures");
    std::vector<std::uint8_t> actual;
    for (const auto& image : images)
        actual.insert(actual.end(), image.picture.pixels.begin(), image.picture.pixels.end());
    if (expected.empty() || actual.size() != expected.size())
        return 256;
    int worst = 0;
    for (std::size_t i = 0; i < expected.size(); ++i)
        worst = std::max(worst, std::abs(actual[i] - expected[i]));
    return worst;
}

void TstPipelines::makesTheReferencesPicture()
{
    QFETCH(int, index);
    const json& golden = m_golden["cases"][index];
    load(golden);
    Collector collector;
    const auto times = m_engine.generate(requestOf(golden), collector, Cancellation());
    QVERIFY2(times.has_value(), qPrintable(times ? QString() : sentence(times.error())));
    QCOMPARE(static_cast<int>(collector.images.size()), golden.value("count", 1));
    const double share = latentError(index, collector.images);
    const int levels = pictureError(index, collector.images);
    m_observed.push_back({{"name", golden["name"]}, {"share", share}, {"levels", levels}});
    qInfo("latents off by %.1e of their deviation, picture by %d", share, levels);
    QVERIFY(share <= m_golden["tolerance"]["share"].get<double>());
    QVERIFY(levels <= m_golden["tolerance"]["levels"].get<int>());
}

void TstPipelines::cleanupTestCase()
{
    double share = 0;
    int levels = 0;
    for (const json& observed : m_observed) {
        share = std::max(share, observed["share"].get<double>());
        levels = std::max(levels, observed["levels"].get<int>());
    }
    qInfo("%zu pictures; largest errors: latents %.1e of their deviation, picture %d of 255", m_observed.size(), share,
        levels);
    if (qEnvironmentVariableIsSet("REVERIE_RECORD")) {
        const json record = {{"largest", {{"share", share}, {"levels", levels}}}, {"cases", m_observed}};
        QVERIFY(test::writeFile(
            kData + QStringLiteral("pipelines.observed.json"), QByteArray::fromStdString(record.dump(1) + '\n')));
    }
}

QTEST_GUILESS_MAIN(TstPipelines)
#include "tst_pipelines.moc"
