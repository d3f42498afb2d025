#include "core/engine/engine.h"
#include "core/kernels/loops.h"
#include "tests/support/golden_checkpoint.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cstring>

using namespace reverie;
using namespace reverie::engine;
using nlohmann::json;
using test::CheckpointBytes;

namespace {

const QString kData = QStringLiteral(REVERIE_TEST_DATA "/golden/");

/// Keeps the latents of the last picture.
class Collector final : public request::GenerationObserver {
public:
    void onProgress(const request::Progress&) override { }
    void onPreview(request::Preview) override { }
    void onImage(request::GeneratedImage image) override { last = std::move(image); }

    request::GeneratedImage last;
};

/// A picture and its latents, or why there are none.
struct Outcome {
    std::vector<std::uint8_t> pixels;
    std::vector<float> latents;
    request::ModelFacts facts;
    QString error;

    bool operator==(const Outcome& other) const { return pixels == other.pixels && latents == other.latents; }
};

/// The same; where the processor multiplies weights of 16 bits in parts, sums are rounded in another order: then
/// latents within 1e-3 of their deviation, pixels within a level.
bool isAsGoodAs(const Outcome& found, const Outcome& expected)
{
    if (!kernels::loops().split)
        return found == expected;
    if (found.latents.size() != expected.latents.size())
        return false;
    const at::Tensor latents = at::tensor(found.latents);
    const at::Tensor reference = at::tensor(expected.latents);
    const double share = ((latents - reference).abs().max() / reference.std()).item<double>();
    qInfo("latents off by %.1e of their deviation", share);
    return share <= 1e-3 &&
        std::ranges::equal(found.pixels, expected.pixels, [](int a, int b) { return std::abs(a - b) <= 1; });
}

Outcome failed(const Error& error)
{
    return {{}, {}, {}, sentence(error)};
}

Outcome pictureOf(const LoadOptions& options)
{
    Engine engine;
    const auto facts = engine.load(
        options, [](double, const QString&) {}, Cancellation());
    if (!facts)
        return failed(facts.error());
    request::GenerationRequest request;
    request.prompt = QStringLiteral("red forest");
    request.negativePrompt = QStringLiteral("blue");
    request.steps = 3;
    request.seed = 5;
    request.width = 64;
    request.height = 64;
    request.sampler = QStringLiteral("Model default");
    request.wantLatents = true;
    Collector collector;
    if (const auto times = engine.generate(request, collector, Cancellation()); !times)
        return failed(times.error());
    return {collector.last.picture.pixels, collector.last.latents->values, *facts, {}};
}

std::vector<float> asFloats(const QByteArray& bytes)
{
    std::vector<float> values(static_cast<std::size_t>(bytes.size()) / sizeof(float));
    std::memcpy(values.data(), bytes.constData(), static_cast<std::size_t>(bytes.size()));
    return values;
}

/// The file with its numbers rounded to a type and written in it, or written as fp32 after all.
CheckpointBytes rounded(const CheckpointBytes& file, at::ScalarType type, const char* name, bool isWrittenSo)
{
    CheckpointBytes result;
    for (const auto& [tensor, entry] : file.header.items()) {
        const qsizetype begin = entry["data_offsets"][0];
        const QByteArray bytes = file.data.mid(begin, entry["data_offsets"][1].get<qsizetype>() - begin);
        if (entry["dtype"] != "F32") {
            result.add(tensor, entry["dtype"].get<std::string>().c_str(), entry["shape"], bytes);
            continue;
        }
        auto values = asFloats(bytes);
        const auto count = static_cast<std::int64_t>(values.size());
        const at::Tensor exact = at::from_blob(values.data(), {count}, at::kFloat).to(type);
        const at::Tensor out = (isWrittenSo ? exact : exact.to(at::kFloat)).contiguous();
        result.add(tensor, isWrittenSo ? name : "F32", entry["shape"],
            QByteArray(static_cast<const char*>(out.data_ptr()), static_cast<qsizetype>(out.nbytes())));
    }
    return result;
}

}  // namespace

/// Single-file checkpoints give the pictures of the same weights in a diffusers folder, bit by bit; that diffusers
/// reads those files so is in tst_pipelines.cpp.
class TstSingleFiles final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { m_folder.emplace(); }

    void givesThePictureOfTheFolder_data() { addModels(); }
    void givesThePictureOfTheFolder();
    void anyOtherReadingGivesAnotherPicture_data();
    void anyOtherReadingGivesAnotherPicture();
    void readsHalfAndMixedPrecision_data();
    void readsHalfAndMixedPrecision();
    void takesItsVaeFromAnotherFile_data();
    void takesItsVaeFromAnotherFile();
    void S32_namesWhatIsMissing();
    void saysThatAVocabularyDoesNotBelongToIt();
    void obeysTheNotesBesideIt();

private:
    static void addModels();
    [[nodiscard]] const json& model(const char* name) const { return m_golden["models"][name]; }
    [[nodiscard]] QString path(const char* name) const { return m_folder->filePath(QString::fromLatin1(name)); }
    /// Writes a checkpoint with the golden tokenizers and makes its picture.
    [[nodiscard]] Outcome picture(const CheckpointBytes& file, const QString& vae = {}) const;

    json m_golden;
    std::optional<QTemporaryDir> m_folder;
};

void TstSingleFiles::initTestCase()
{
    at::set_num_threads(1);  // enough for models this small, and fair to a busy machine
    QFile file(kData + QStringLiteral("single_files.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    m_golden = json::parse(file.readAll().toStdString());
}

void TstSingleFiles::addModels()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("scheduler");
    QTest::addColumn<QString>("family");
    QTest::newRow("SD 1.x") << QByteArray("sd1 checkpoint") << QByteArray("pndm") << "sd1";
    QTest::newRow("SD 2.x") << QByteArray("sd2 checkpoint") << QByteArray("sd2") << "sd2";
    QTest::newRow("SDXL") << QByteArray("xl checkpoint") << QByteArray("sdxl") << "sdxl";
}

Outcome TstSingleFiles::picture(const CheckpointBytes& file, const QString& vae) const
{
    if (!test::writeFile(path("m.safetensors"), file.file()))
        return {{}, {}, {}, QStringLiteral("not written")};
    if (!QFileInfo::exists(path("tokenizer")) && !test::writeGoldenTokenizers(m_folder->path(), kData))
        return {{}, {}, {}, QStringLiteral("no tokenizer")};
    return pictureOf({.model = path("m.safetensors"), .vae = vae, .device = QStringLiteral("cpu")});
}

void TstSingleFiles::givesThePictureOfTheFolder()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, scheduler);
    const QTemporaryDir folder;
    const json& recorded = model(name);
    QVERIFY(test::writeGoldenModel(
        folder.path(), recorded, m_golden["schedulers"][scheduler.toStdString()], kData + QStringLiteral("tokenizer")));
    const Outcome expected = pictureOf({.model = folder.path(), .device = QStringLiteral("cpu")});
    QCOMPARE(expected.error, QString());
    const Outcome found = picture(test::goldenCheckpoint(recorded));
    QCOMPARE(found.error, QString());
    QVERIFY(found == expected);
    QCOMPARE(found.facts.name, QStringLiteral("m"));
    QTEST(found.facts.family, "family");
    for (const request::WeightFile& file : found.facts.files)
        QCOMPARE(file.path, path("m.safetensors"));
    QCOMPARE(found.facts.weightBytes, expected.facts.weightBytes);
}

void TstSingleFiles::anyOtherReadingGivesAnotherPicture_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("fused");
    QTest::newRow("queries for keys") << QByteArray("sd2 checkpoint")
                                      << QByteArray("transformer.resblocks.1.attn.in_proj_weight");
    QTest::newRow("queries for keys, SDXL")
        << QByteArray("xl checkpoint") << QByteArray("transformer.resblocks.1.attn.in_proj_bias");
    QTest::newRow("projection not transposed") << QByteArray("xl checkpoint") << QByteArray();
}

/// The same file but for one mistake that a reader could make; a picture that stayed the same would prove nothing.
void TstSingleFiles::anyOtherReadingGivesAnotherPicture()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, fused);
    CheckpointBytes file = test::goldenCheckpoint(model(name));
    const Outcome right = picture(file);
    QCOMPARE(right.error, QString());
    const bool isXl = name.startsWith("xl");
    const std::string prefix = isXl ? "conditioner.embedders.1.model." : "cond_stage_model.model.";
    const json& entry = file.header.at(prefix + (fused.isEmpty() ? "text_projection" : fused.toStdString()));
    const qsizetype begin = entry["data_offsets"][0];
    const qsizetype size = entry["data_offsets"][1].get<qsizetype>() - begin;
    if (fused.isEmpty()) {
        const auto values = asFloats(file.data.mid(begin, size));
        file.data.replace(begin, size, test::bytesOf(test::turnedOver(values, entry["shape"][0], entry["shape"][1])));
    } else {
        const QByteArray queries = file.data.mid(begin, size / 3);
        file.data.replace(begin, size / 3, file.data.mid(begin + size / 3, size / 3));
        file.data.replace(begin + size / 3, size / 3, queries);
    }
    const Outcome wrong = picture(file);
    QCOMPARE(wrong.error, QString());
    QVERIFY(wrong.pixels != right.pixels);
}

void TstSingleFiles::readsHalfAndMixedPrecision_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<int>("type");
    QTest::addColumn<QByteArray>("dtype");
    QTest::newRow("fp16") << QByteArray("sd1 checkpoint") << static_cast<int>(at::kHalf) << QByteArray("F16");
    QTest::newRow("bf16, fused and transposed")
        << QByteArray("xl checkpoint") << static_cast<int>(at::kBFloat16) << QByteArray("BF16");
}

void TstSingleFiles::readsHalfAndMixedPrecision()
{
    QFETCH(const QByteArray, name);
    QFETCH(const int, type);
    QFETCH(const QByteArray, dtype);
    const CheckpointBytes whole = test::goldenCheckpoint(model(name));
    const auto scalar = static_cast<at::ScalarType>(type);
    const Outcome expected = picture(rounded(whole, scalar, dtype, false));
    QCOMPARE(expected.error, QString());
    const CheckpointBytes half = rounded(whole, scalar, dtype, true);
    QVERIFY(half.data.size() < whole.data.size() * 6 / 10);
    QVERIFY(isAsGoodAs(picture(half), expected));

    CheckpointBytes mixed;
    for (const CheckpointBytes& from : {half, rounded(whole, scalar, dtype, false)})
        for (const auto& [tensor, entry] : from.header.items())
            if (tensor.starts_with("model.diffusion_model.") == (from.data.size() == half.data.size())) {
                const qsizetype begin = entry["data_offsets"][0];
                mixed.add(tensor, entry["dtype"].get<std::string>().c_str(), entry["shape"],
                    from.data.mid(begin, entry["data_offsets"][1].get<qsizetype>() - begin));
            }
    QVERIFY(isAsGoodAs(picture(mixed), expected));
}

void TstSingleFiles::takesItsVaeFromAnotherFile_data()
{
    QTest::addColumn<QByteArray>("prefix");
    QTest::addColumn<bool>("hasDiffusersNames");
    QTest::newRow("alone, original names") << QByteArray("") << false;
    QTest::newRow("alone, diffusers names") << QByteArray("") << true;
    QTest::newRow("in a checkpoint") << QByteArray("first_stage_model.") << false;
    QTest::newRow("behind vae.") << QByteArray("vae.") << false;
}

void TstSingleFiles::takesItsVaeFromAnotherFile()
{
    QFETCH(const QByteArray, prefix);
    QFETCH(const bool, hasDiffusersNames);
    const json& recorded = model("sd1 checkpoint");
    const Outcome expected = picture(test::goldenCheckpoint(recorded));
    const auto without = test::goldenCheckpoint(recorded, [](const std::string& part) { return part != "vae"; });
    QVERIFY(picture(without).error.contains(QStringLiteral("is a checkpoint without a VAE in it; name the VAE that")));

    CheckpointBytes vae;
    const auto gains = recorded["gains"].get<test::Gains>();
    for (json row : recorded["components"]["vae"]["tensors"]) {
        const std::string original = row[2].get<std::string>().substr(std::string("first_stage_model.").size());
        row[2] = hasDiffusersNames ? row[0].get<std::string>() : prefix.toStdString() + original;
        if (hasDiffusersNames && row.size() > 3)
            row.erase(3);
        test::addOriginal(vae, "vae", row, gains);
    }
    if (!hasDiffusersNames)
        vae.add("loss.logvar", "F32", json::array(), QByteArray(4, '\0'));
    QVERIFY(test::writeFile(path("vae.safetensors"), vae.file()));
    const Outcome found = picture(without, path("vae.safetensors"));
    QCOMPARE(found.error, QString());
    QVERIFY(found == expected);
}

void TstSingleFiles::S32_namesWhatIsMissing()
{
    CheckpointBytes file = test::goldenCheckpoint(model("sd1 checkpoint"));
    for (const char* name :
        {"model.diffusion_model.out.2.bias", "model.diffusion_model.input_blocks.1.0.in_layers.2.weight"})
        file.rename(name, std::string("model.diffusion_model.other.") + name);
    const QString error = picture(file).error;
    QVERIFY2(error.contains(QStringLiteral("the UNet in %1 does not fit the model: ").arg(path("m.safetensors"))) &&
            error.contains(QStringLiteral("\"conv_out.bias\" is missing")) &&
            error.contains(QStringLiteral("\"down_blocks.0.resnets.0.conv1.weight\" is missing")),
        qPrintable(error));
}

void TstSingleFiles::saysThatAVocabularyDoesNotBelongToIt()
{
    QVERIFY(test::writeFile(path("m.safetensors"), test::goldenCheckpoint(model("sd1 checkpoint")).file()));
    const QString error = pictureOf({.model = path("m.safetensors"), .device = QStringLiteral("cpu")}).error;
    QVERIFY2(error.contains(QStringLiteral("tokenizer folder")), qPrintable(error));
}

void TstSingleFiles::obeysTheNotesBesideIt()
{
    const CheckpointBytes file = test::goldenCheckpoint(model("sd2 checkpoint"));
    const Outcome velocity = picture(file);
    QCOMPARE(velocity.facts.nativeWidth, 768);
    QVERIFY(test::writeFile(
        path("m.reverie.json"), R"({"prediction_type": "epsilon", "defaults": {"steps": 9, "width": 640}})"));
    const Outcome noise = picture(file);
    QCOMPARE(noise.error, QString());
    QCOMPARE(noise.facts.nativeWidth, 640);
    QCOMPARE(noise.facts.nativeHeight, 512);
    QCOMPARE(noise.facts.defaultSteps, 9);
    QVERIFY(noise.pixels != velocity.pixels);
}

QTEST_GUILESS_MAIN(TstSingleFiles)
#include "tst_single_files.moc"
