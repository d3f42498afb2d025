#include "core/image/recipe.h"

#include "core/image/picture_metadata.h"
#include "core/image/png_writer.h"
#include "tests/support/pictures.h"
#include "tests/support/png_bytes.h"

#include <QTemporaryDir>
#include <QtTest>

#include <nlohmann/json.hpp>

using namespace reverie;
using namespace reverie::image;
using nlohmann::json;

namespace {

PictureFacts facts()
{
    PictureFacts made;
    made.request.prompt = "красный лес";
    made.request.negativePrompt = "fog";
    made.request.seed = 18446744073709551610U;
    made.request.steps = 20;
    made.request.guidanceScale = 7.5;
    made.request.width = 512;
    made.request.height = 768;
    made.request.sampler = "DPM++ 2M";
    made.request.schedule = "Karras";
    made.request.rng = request::RngSource::Nv;
    made.request.dtype = request::DType::Bf16;
    made.request.model = "/models/sd15";
    made.request.vae = "/models/better.safetensors";
    made.request.count = 9;
    made.request.batch = 4;
    made.request.clipSkip = 2;
    made.model.name = "sd15";
    made.model.family = "sd1";
    made.model.device = "cuda:0";
    made.model.dtype = "bf16";
    made.model.attention = "flash";
    made.seed = 18446744073709551615U;
    made.width = 512;
    made.height = 768;
    made.weights = {{"unet", QString(64, 'a')}, {"unet", QString(64, 'b')}, {"vae", QString(64, 'c')}};
    made.engineVersion = "0.1.0";
    made.torchVersion = "2.11.0";
    made.approximations = {"8-bit"};
    return made;
}

json ours()
{
    return json::parse(pictureTexts(facts())[1].text.toStdString());
}

PngMetadata metadataWith(const char* keyword, const QString& text)
{
    PngMetadata metadata;
    metadata.width = 64;
    metadata.height = 96;
    metadata.texts = {{QString::fromLatin1(keyword), text}};
    return metadata;
}

Result<Recipe> readOurs(const json& chunk)
{
    return readRecipe(metadataWith(kReverieKeyword, QString::fromStdString(chunk.dump())));
}

QString wordsOf(const Result<Recipe>& recipe)
{
    return recipe ? QStringLiteral("no error") : sentence(recipe.error());
}

}  // namespace

/// What a file says about its making comes back as a request, and nothing that a stranger may have put there does harm.
class TstRecipe final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void ourOwnComesBackAsARequestForThisPicture()
    {
        PngMetadata metadata;
        metadata.texts = pictureTexts(facts());
        const auto recipe = readRecipe(metadata);
        QVERIFY2(recipe.has_value(), qPrintable(wordsOf(recipe)));
        request::GenerationRequest expected = facts().request;
        expected.seed = facts().seed;
        expected.count = expected.batch = 1;
        expected.model.clear();
        expected.vae.clear();
        QVERIFY(recipe->facts.request == expected);
        QCOMPARE(recipe->facts.seed, facts().seed);
        QCOMPARE(recipe->vae, "better.safetensors");
        QCOMPARE(recipe->program, "Reverie 0.1.0");
        QCOMPARE(recipe->notRepeated, QStringList());
    }

    void ourOwnTellsTheCircumstances()
    {
        const PictureFacts read = readOurs(ours())->facts;
        QCOMPARE(read.model.name, "sd15");
        QCOMPARE(read.model.family, "sd1");
        QCOMPARE(read.model.device, "cuda:0");
        QCOMPARE(read.model.dtype, "bf16");
        QCOMPARE(read.model.attention, "flash");
        QCOMPARE(read.engineVersion, "0.1.0");
        QCOMPARE(read.torchVersion, "2.11.0");
        QCOMPARE(read.approximations, (std::vector<QString>{"8-bit"}));
        QCOMPARE(read.weights.size(), std::size_t{3});
        QCOMPARE(read.weights[1].sha256, QString(64, 'b'));
    }

    void bothTextsTellWhereItWasStopped()
    {
        PictureFacts made = facts();
        made.stop = {12, 25};
        for (const PngText& text : pictureTexts(made)) {
            PngMetadata metadata;
            metadata.texts = {text};
            const auto recipe = readRecipe(metadata);
            QVERIFY2(recipe.has_value(), qPrintable(wordsOf(recipe)));
            QVERIFY(recipe->facts.stop == made.stop);
        }
        const auto beyond = readRecipe(metadataWith("parameters",
            "a forest\nSteps: 4, Sampler: Euler, CFG scale: 7, Seed: 5, Size: 64x64, Stopped at step: 5 of 4"));
        QVERIFY(wordsOf(beyond).contains("Stopped at step"));
    }

    void refusesABrokenRecipeOfOurs_data()
    {
        QTest::addColumn<QString>("patch");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const QString& patch, const char* says) {
            QTest::newRow(name) << patch << says;
        };
        row("newer schema", R"({"schema": 2})",
            "a newer Reverie wrote its recipe, in schema 2, and this one reads up to 1");
        row("schema of 64 bits", R"({"schema": 18446744073709551615})", "a newer Reverie");
        row("schema 0", R"({"schema": 0})", "no schema is given");
        row("schema in words", R"({"schema": "one"})", "no schema is given");
        row("no schema", R"({"schema": null})", "no schema is given");
        row("seed as a number", R"({"seed": 7})", "the seed is no whole number");
        row("seed of 2^64", R"({"seed": "18446744073709551616"})", "the seed is no whole number");
        row("seed -1", R"({"seed": "-1"})", "the seed is no whole number");
        row("seed of a million digits", QString(R"({"seed": "%1"})").arg(QString(1'000'000, '1')), "the seed is no");
        row("no seed", R"({"seed": null})", "the seed is no whole number");
        row("absurd size", R"({"size": [100000, 64]})", "the size is not that of a picture");
        row("negative size", R"({"size": [-64, 64]})", "the size is not that of a picture");
        row("half a size", R"({"size": [64]})", "the size is not that of a picture");
        row("size with a point", R"({"size": [64.5, 64]})", "the size is not that of a picture");
        row("no model", R"({"model": null})", "no model is given");
        row("model's name too long", QString(R"({"model": {"name": "%1"}})").arg(QString(201, 'x')),
            "\"name\" is no name");
        row("terminal codes", R"({"device": "\u001bcpu"})", "\"device\" is no name");
        row("text turned round", R"({"torch": "2\u202e11"})", "\"torch\" is no name");
        row("name of another type", R"({"engine": ["0.1"]})", "\"engine\" is no name");
        row("files as a list", R"({"model": {"files": ["a"]}})", "the model's files are no table");
        row("short hash", R"({"model": {"files": {"unet": ["abc"]}}})", "a model's file has no SHA-256");
        row("upper case", QString(R"({"model": {"files": {"vae": ["%1"]}}})").arg(QString(64, 'A')), "no SHA-256");
        row("hashes without a list", R"({"model": {"files": {"unet": "abc"}}})", "are no lists of hashes");
        row("101 files", QString(R"({"model": {"files": {"x": [0%1]}}})").arg(QString(",0").repeated(100)),
            "no lists of");
        row("stop", R"({"stopped": 12})", "the step at which it was stopped is no step");
        row("stop beyond", R"({"stopped": {"step": 26, "of": 25}})", "it was stopped at step 26 of 25");
        row("approximations", R"({"approximations": [1]})", "the approximations are no list of names");
        row("absurd steps", R"({"request": {"steps": 1001}})", "the number of steps is 1001");
        row("steps in words", R"({"request": {"steps": "many"}})", "\"steps\" has a value of the wrong type");
        row("no steps", R"({"request": {"steps": null}})", "gives no number of steps");
        row("no guidance", R"({"request": {"guidanceScale": null}})", "gives no guidance scale");
        row("CFG 101", R"({"request": {"guidanceScale": 101}})", "guidance scale (CFG) is 101");
        row("unknown key", R"({"request": {"magic": 1}})", "an unknown key \"magic\"");
        row("key with terminal codes", R"({"request": {"\u001bx": 1}})", "an unknown key \"?x\"");
        row("unknown sampler", R"({"request": {"sampler": "Magic"}})", "there is no sampler called \"Magic\"");
        row("no request", R"({"request": null})", "the request is not a JSON table");
        row("clip skip 13", R"({"request": {"clipSkip": 13}})", "clip skip is 13");
        row("prompt of 64 KiB + 1", QString(R"({"request": {"prompt": "%1"}})").arg(QString(65'537, 'x')),
            "the prompt has 65537 bytes");
        row("NUL in the prompt", R"({"request": {"prompt": "a\u0000b"}})", "NUL");
        row("device with a command", R"({"request": {"device": "cpu; rm"}})", "no device called");
    }

    void refusesABrokenRecipeOfOurs()
    {
        QFETCH(QString, patch);
        QFETCH(QString, says);
        json chunk = ours();
        const json given = json::parse(patch.toStdString());
        if (given.contains("request") && given["request"].is_object())
            chunk["request"].merge_patch(given["request"]);
        else
            chunk.update(given);
        const auto recipe = readOurs(chunk);
        QVERIFY(!recipe);
        QVERIFY2(wordsOf(recipe).contains(says), qPrintable(wordsOf(recipe)));
        QVERIFY(!wordsOf(recipe).contains(QChar(0x1b)));
        QVERIFY(recipe.error().code == ErrorCode::Corrupt || recipe.error().code == ErrorCode::Unsupported);
    }

    void refusesWhatIsNoJson_data()
    {
        QTest::addColumn<QString>("text");
        for (const char* text : {"", "{", "[]", "null", "5", "{\"schema\": 1", "{}", "{\"schema\": 1e999}"})
            QTest::newRow(text) << QString(text);
        QTest::newRow("nested 100,000 deep") << QString(100'000, '[');
    }

    void refusesWhatIsNoJson()
    {
        QFETCH(QString, text);
        QCOMPARE(readRecipe(metadataWith(kReverieKeyword, text)).error().code, ErrorCode::Corrupt);
    }

    void oursGoesBeforeTheirs()
    {
        PngMetadata metadata = metadataWith(kParametersKeyword, "x\nSteps: 9, Sampler: Euler, CFG scale: 7, Seed: 5");
        metadata.texts.push_back({kReverieKeyword, QString::fromStdString(ours().dump())});
        QCOMPARE(readRecipe(metadata)->facts.request.steps, std::optional(20));
    }

    void ourTextWithoutOurJsonIsARecipeToo()
    {
        PngMetadata metadata;
        metadata.texts = {pictureTexts(facts())[0]};
        const auto recipe = readRecipe(metadata);
        QVERIFY2(recipe.has_value(), qPrintable(wordsOf(recipe)));
        QCOMPARE(recipe->facts.seed, facts().seed);
        QCOMPARE(recipe->facts.weights[0].sha256, QString(10, 'a'));
        QCOMPARE(recipe->notRepeated, QStringList());
    }

    void saysWhoseRecipeItIs_data()
    {
        QTest::addColumn<QString>("keyword");
        QTest::addColumn<QString>("says");
        QTest::newRow("ComfyUI") << "workflow"
                                 << "in the form of ComfyUI, which Reverie does not read";
        QTest::newRow("InvokeAI") << "invokeai_metadata"
                                  << "in the form of InvokeAI";
        QTest::newRow("nobody") << "Software"
                                << "it holds no recipe; choose a picture that";
    }

    void saysWhoseRecipeItIs()
    {
        QFETCH(QString, keyword);
        QFETCH(QString, says);
        const auto recipe = readRecipe(metadataWith(keyword.toLatin1(), "{}"));
        QVERIFY2(wordsOf(recipe).contains(says), qPrintable(wordsOf(recipe)));
    }

    void aDamagedOrCutTextIsSaid()
    {
        PngMetadata metadata;
        metadata.isTextDamaged = true;
        QVERIFY(wordsOf(readRecipe(metadata)).startsWith("its recipe is damaged"));
        metadata.isTextCut = true;
        QVERIFY(wordsOf(readRecipe(metadata)).startsWith("its texts are longer than any recipe"));
    }

    void filesAreNamed_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("says");
        const QByteArray png = encodePng(support::patterned(4, 4), pictureTexts(facts())).value();
        QTest::newRow("cut") << png.left(png.size() - 9) << "is no PNG picture that can be read: it is cut short";
        QTest::newRow("JPEG") << QByteArray("\xff\xd8\xff\xe0 and so on")
                              << "is a JPEG picture, and recipes are read from PNG files only";
        QTest::newRow("WebP") << QByteArray("RIFF\x10\x10\x10\x10WEBPVP8 ") << "is a WebP picture";
        QTest::newRow("three bytes") << QByteArray("\xff\xd8\xff") << "it is no PNG file";
        QTest::newRow("empty") << QByteArray() << "it is no PNG file";
        QTest::newRow("no recipe") << support::pngWith({}) << "cannot be repeated: it holds no recipe";
    }

    void filesAreNamed()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, says);
        QTemporaryDir folder;
        const QString path = folder.filePath("a.png");
        QVERIFY(savePng(path, bytes, io::IfExists::Refuse).has_value());
        const auto recipe = readRecipe(path);
        QVERIFY2(wordsOf(recipe).startsWith(path) && wordsOf(recipe).contains(says), qPrintable(wordsOf(recipe)));
    }

    void aFileThatIsNotThereIsNamed()
    {
        QVERIFY(wordsOf(readRecipe(QStringLiteral("/no/a.png"))).contains("/no/a.png"));
    }
};

QTEST_GUILESS_MAIN(TstRecipe)
#include "tst_recipe.moc"
