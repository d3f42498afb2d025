#include "core/engine/engine.h"
#include "core/request/enum_names.h"
#include "core/weights/tensor_file.h"
#include "tests/support/elsewhere.h"
#include "tests/support/golden_checkpoint.h"
#include "tests/support/picture_run.h"

#include <ATen/Parallel.h>

#include <QCryptographicHash>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace reverie;
using namespace reverie::engine;
using nlohmann::json;

namespace {

const QString kData = QStringLiteral(REVERIE_TEST_DATA "/golden/");

}  // namespace

/// Whole pictures against diffusers and k-diffusion; recorded by tests/golden/make_pipelines.py,
/// make_a1111_pipelines.py, make_prompts.py, make_families.py and, from single files, make_single_files.py. With
/// REVERIE_RECORD in the environment the observed errors are written beside the goldens.
class TstPipelines final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void makesTheReferencesPicture_data();
    void makesTheReferencesPicture();
    void cleanupTestCase();

private:
    /// What one script recorded, and how far off we were.
    struct Recording {
        QString stem;
        json golden;
        weights::TensorFile arrays;
        json observed = json::array();
    };
    /// A case among the recordings.
    struct Case {
        int recording = 0;
        int index = 0;
    };

    void open(const QString& stem);
    [[nodiscard]] static QString write(const json& model, const json& scheduler, const QString& folder);
    void load(const json& golden, const json& recorded);
    [[nodiscard]] request::GenerationRequest requestOf(const json& golden) const;
    template <typename T>
    [[nodiscard]] std::vector<T> recorded(Case at, const char* what) const;
    [[nodiscard]] double latentError(Case at, const std::vector<request::GeneratedImage>& images) const;
    [[nodiscard]] static double largestShare(const std::vector<float>& actual, const std::vector<float>& expected);
    [[nodiscard]] int pictureError(Case at, const std::vector<request::GeneratedImage>& images) const;

    const test::Elsewhere m_elsewhere;
    std::vector<Recording> m_recordings;
    std::string m_loaded;
    Engine m_engine;
};

void TstPipelines::initTestCase()
{
    at::set_num_threads(1);  // enough for models this small, and fair to a busy machine
    open(QStringLiteral("pipelines"));
    open(QStringLiteral("a1111_pipelines"));
    open(QStringLiteral("prompts"));
    open(QStringLiteral("families"));
    open(QStringLiteral("single_files"));
}

void TstPipelines::open(const QString& stem)
{
    QFile file(kData + stem + QStringLiteral(".json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    auto arrays = weights::TensorFile::open(kData + stem + QStringLiteral(".safetensors"));
    QVERIFY(arrays.has_value());
    m_recordings.push_back({stem, json::parse(file.readAll().toStdString()), std::move(*arrays)});
}

void TstPipelines::makesTheReferencesPicture_data()
{
    QTest::addColumn<int>("recording");
    QTest::addColumn<int>("index");
    for (int recording = 0; recording < static_cast<int>(m_recordings.size()); ++recording) {
        const json& cases = m_recordings[recording].golden["cases"];
        for (int i = 0; i < static_cast<int>(cases.size()); ++i)
            QTest::addRow("%s", cases[i]["name"].get_ref<const std::string&>().c_str()) << recording << i;
    }
}

/// The folder or the file of a model; an empty text where it cannot be written.
QString TstPipelines::write(const json& model, const json& scheduler, const QString& folder)
{
    if (!model.contains("sha256"))
        return test::writeGoldenModel(folder, model, scheduler, kData + QStringLiteral("tokenizer")) ? folder
                                                                                                     : QString();
    const QString path = folder + QStringLiteral("/tiny.safetensors");
    const QByteArray content = test::goldenCheckpoint(model).file();
    const bool isTheSame =
        QCryptographicHash::hash(content, QCryptographicHash::Sha256).toHex().toStdString() == model["sha256"];
    return isTheSame && test::writeFile(path, content) && test::writeGoldenTokenizers(folder, kData) ? path : QString();
}

/// Loads the case's model with its scheduler, unless it is loaded already.
void TstPipelines::load(const json& golden, const json& recorded)
{
    const std::string key = golden["model"].get<std::string>() + "|" + golden["scheduler"].get<std::string>();
    if (m_loaded == key)
        return;
    const QTemporaryDir folder;
    const QString path = write(recorded["models"][golden["model"].get<std::string>()],
        recorded["schedulers"][golden["scheduler"].get<std::string>()], folder.path());
    QVERIFY(!path.isEmpty());
    const auto facts = m_engine.load(
        {.model = path, .device = QStringLiteral("cpu")}, [](double, const QString&) {}, Cancellation());
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
std::vector<T> TstPipelines::recorded(Case at, const char* what) const
{
    const weights::TensorFile& arrays = m_recordings[at.recording].arrays;
    const weights::TensorInfo* info = arrays.find(std::to_string(at.index) + '.' + what);
    if (!info)
        return {};
    std::vector<T> values(info->bytes / sizeof(T));
    if (!arrays.read(*info, std::as_writable_bytes(std::span(values))))
        return {};
    return values;
}

/// The largest difference of any latent, in parts of the latents' deviation, from the nearest of the reference's
/// records.
double TstPipelines::latentError(Case at, const std::vector<request::GeneratedImage>& images) const
{
    std::vector<float> actual;
    for (const auto& image : images)
        actual.insert(actual.end(), image.latents->values.begin(), image.latents->values.end());
    const double here = largestShare(actual, recorded<float>(at, "latents"));
    if (m_recordings[at.recording].stem != QLatin1String("a1111_pipelines"))
        return here;
    const std::vector<double> there = m_elsewhere.latents("a1111_pipelines", at.index);
    return there.empty() ? here : std::min(here, largestShare(actual, {there.begin(), there.end()}));
}

double TstPipelines::largestShare(const std::vector<float>& actual, const std::vector<float>& expected)
{
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
int TstPipelines::pictureError(Case at, const std::vector<request::GeneratedImage>& images) const
{
    const auto expected = recorded<std::uint8_t>(at, "pictures");
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
    QFETCH(int, recording);
    QFETCH(int, index);
    Recording& from = m_recordings[recording];
    const json& golden = from.golden["cases"][index];
    load(golden, from.golden);
    test::PictureCollector collector;
    const auto times = m_engine.generate(requestOf(golden), collector, Cancellation());
    QVERIFY2(times.has_value(), qPrintable(times ? QString() : sentence(times.error())));
    QCOMPARE(static_cast<int>(collector.images.size()), golden.value("count", 1));
    const double share = latentError({recording, index}, collector.images);
    const int levels = pictureError({recording, index}, collector.images);
    from.observed.push_back({{"name", golden["name"]}, {"share", share}, {"levels", levels}});
    qInfo("latents off by %.1e of their deviation, picture by %d", share, levels);
    QVERIFY(share <= from.golden["tolerance"]["share"].get<double>());
    QVERIFY(levels <= from.golden["tolerance"]["levels"].get<int>());
}

void TstPipelines::cleanupTestCase()
{
    for (const Recording& recording : m_recordings) {
        double share = 0;
        int levels = 0;
        for (const json& observed : recording.observed) {
            share = std::max(share, observed["share"].get<double>());
            levels = std::max(levels, observed["levels"].get<int>());
        }
        qInfo("%s: %zu pictures; largest errors: latents %.1e of their deviation, picture %d of 255",
            qPrintable(recording.stem), recording.observed.size(), share, levels);
        if (!qEnvironmentVariableIsSet("REVERIE_RECORD"))
            continue;
        const json record = {{"largest", {{"share", share}, {"levels", levels}}}, {"cases", recording.observed}};
        QVERIFY(test::writeFile(kData + recording.stem + QStringLiteral(".observed.json"),
            QByteArray::fromStdString(record.dump(1) + '\n')));
    }
}

QTEST_GUILESS_MAIN(TstPipelines)
#include "tst_pipelines.moc"
