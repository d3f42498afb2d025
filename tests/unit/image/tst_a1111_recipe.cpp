#include "core/image/recipe.h"

#include <QtTest>

using namespace reverie;
using namespace reverie::image;

namespace {

Result<Recipe> readTheirs(const QString& text)
{
    PngMetadata metadata;
    metadata.width = 64;
    metadata.height = 96;
    metadata.texts = {{QStringLiteral("parameters"), text}};
    return readRecipe(metadata);
}

/// A text of A1111's with these items besides the needful ones.
Result<Recipe> readItems(const QString& items)
{
    return readTheirs("a forest\nNegative prompt: fog\nSteps: 20, CFG scale: 7.5, Seed: 5, Size: 512x768, " + items);
}

QString wordsOf(const Result<Recipe>& recipe)
{
    return recipe ? QStringLiteral("no error") : sentence(recipe.error());
}

}  // namespace

/// A1111's text comes back as a request, read as A1111 reads it; what Reverie cannot do is listed.
class TstA1111Recipe final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theirTextComesBackAsARequest()
    {
        const auto recipe =
            readItems("Sampler: Euler a, Schedule type: Karras, Model hash: 6CE0161689, Model: sd15, VAE hash: "
                      "735e4c3a44, VAE: better.safetensors, Clip skip: 2, RNG: CPU, Emphasis: No norm, "
                      "Version: v1.10.1");
        QVERIFY2(recipe.has_value(), qPrintable(wordsOf(recipe)));
        const request::GenerationRequest& request = recipe->facts.request;
        QCOMPARE(request.prompt, "a forest");
        QCOMPARE(request.negativePrompt, "fog");
        QCOMPARE(request.steps, std::optional(20));
        QCOMPARE(request.guidanceScale, std::optional(7.5));
        QCOMPARE(request.seed, std::optional<std::uint64_t>(5));
        QVERIFY(request.width == 512 && request.height == 768);
        QCOMPARE(request.sampler, std::optional<QString>("Euler a"));
        QCOMPARE(request.schedule, std::optional<QString>("Karras"));
        QCOMPARE(request.clipSkip, 2);
        QVERIFY(request.rng == request::RngSource::Cpu && request.emphasis == request::Emphasis::NoNorm);
        QCOMPARE(recipe->facts.model.name, "sd15");
        QCOMPARE(recipe->vae, "better.safetensors");
        QCOMPARE(recipe->facts.weights[0].sha256, "6ce0161689");
        QCOMPARE(recipe->facts.weights[1].component, "vae");
        QCOMPARE(recipe->program, "v1.10.1");
        QCOMPARE(recipe->notRepeated, QStringList());
    }

    void whatTheirTextLeavesOutIsWhatTheyAssume()
    {
        const auto recipe = readTheirs("a forest\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 5").value();
        QVERIFY(recipe.facts.request.rng == request::RngSource::Nv);
        QVERIFY(recipe.facts.request.emphasis == request::Emphasis::Original);
        QCOMPARE(recipe.facts.request.clipSkip, 1);
        QCOMPARE(recipe.facts.request.schedule, std::optional<QString>("Automatic"));
        QVERIFY2(recipe.facts.width == 64 && recipe.facts.height == 96, "the file's own size");
    }

    void schedulesOfOldVersions_data()
    {
        QTest::addColumn<QString>("items");
        QTest::addColumn<QString>("schedule");
        QTest::newRow("joined") << "Sampler: DPM++ 2M Karras, Version: v1.6.0"
                                << "Automatic";
        QTest::newRow("before there were any") << "Sampler: DPM++ 2M, Version: v1.8.0"
                                               << "Uniform";
        QTest::newRow("since") << "Sampler: DPM++ 2M, Version: v1.9.0"
                               << "Automatic";
        QTest::newRow("no version") << "Sampler: DPM++ 2M"
                                    << "Automatic";
        QTest::newRow("named apart") << "Sampler: DPM++ 2M, Schedule type: Exponential"
                                     << "Exponential";
    }

    void schedulesOfOldVersions()
    {
        QFETCH(QString, items);
        QFETCH(QString, schedule);
        QCOMPARE(readItems(items)->facts.request.schedule, std::optional(schedule));
    }

    void listsWhatIsNotRepeated_data()
    {
        QTest::addColumn<QString>("items");
        QTest::addColumn<QStringList>("listed");
        const auto row = [](const char* items, const QStringList& listed) {
            QTest::newRow(items) << QString(items) << listed;
        };
        row("Hires upscale: 2, Hires steps: 10, Denoising strength: 0.7",
            {"Hires upscale: 2", "Hires steps: 10", "Denoising strength: 0.7"});
        row("ENSD: 31337", {"ENSD: 31337"});
        row("ENSD: 0", {});
        row("Variation seed: 7, Variation seed strength: 0.1", {"Variation seed: 7", "Variation seed strength: 0.1"});
        row("Face restoration: CodeFormer", {"Face restoration: CodeFormer"});
        row("Refiner: xl [7440042bbd], Refiner switch at: 0.8", {"Refiner: xl [7440042bbd]", "Refiner switch at: 0.8"});
        row("ControlNet 0: \"Module: canny, Weight: 1\"", {"ControlNet 0: Module: canny, Weight: 1"});
        row("Lora hashes: \"ink: 0123456789ab\"", {"Lora hashes: ink: 0123456789ab"});
        row("Tiling: True", {"Tiling: True"});
        row("Schedule type: Turbo", {"the schedule \"Turbo\""});
        row("User: ada, Batch size: 4, Batch pos: 2", {});
        row("Note: \"\x1b[2J\"", {"Note: ?[2J"});
    }

    void listsWhatIsNotRepeated()
    {
        QFETCH(QString, items);
        QFETCH(QStringList, listed);
        QCOMPARE(readItems("Sampler: Euler, " + items)->notRepeated, listed);
    }

    void anUnknownSamplerIsListedAndLeftToTheModel()
    {
        const auto recipe = readItems("Sampler: HeunPP2").value();
        QCOMPARE(recipe.notRepeated, QStringList{"the sampler \"HeunPP2\""});
        QVERIFY(!recipe.facts.request.sampler);
    }

    void networksLeaveThePrompt()
    {
        const auto recipe = readTheirs("a <lora:ink:0.8>forest <b> <hypernet:x:1>\nNegative prompt: <lyco:y:1>fog\n"
                                       "Steps: 20, Sampler: Euler, CFG scale: 7, Seed: 5, Lora hashes: \"ink: 01\"")
                                .value();
        QCOMPARE(recipe.facts.request.prompt, "a forest <b> ");
        QCOMPARE(recipe.facts.request.negativePrompt, "fog");
        QCOMPARE(recipe.notRepeated, (QStringList{"the LoRA \"ink\"", "the hypernetwork \"x\"", "the LoRA \"y\""}));
    }

    void longListsAreCut()
    {
        QString items = "Sampler: Euler";
        for (int i = 0; i < 1000; ++i)
            items += QString(", Extra %1: %2").arg(i).arg(QString(200, 'x'));
        const QStringList listed = readItems(items)->notRepeated;
        QCOMPARE(listed.size(), 21);
        QCOMPARE(listed.back(), "980 more");
        QVERIFY(listed.front().size() < 100);
    }

    void oldHashesFindNothing()
    {
        QVERIFY(readItems("Sampler: Euler, Model hash: 81761151")->facts.weights.empty());
        QVERIFY(readItems("Sampler: Euler, Model hash: ../../x")->facts.weights.empty());
    }

    void refusesABrokenTextOfTheirs_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* line, const char* says) {
            QTest::newRow(line) << "a forest\n" + QString(line) << says;
        };
        row("Steps: many, Sampler: Euler, CFG scale: 7, Seed: 5", "its recipe says Steps: \"many\"");
        row("Steps: 99999999999999999999, Sampler: Euler, CFG scale: 7, Seed: 5", "its recipe says Steps");
        row("Steps: 5000, Sampler: Euler, CFG scale: 7, Seed: 5", "the number of steps is 5000");
        row("Steps: 20, Sampler: Euler, CFG scale: nan, Seed: 5", "its recipe says CFG scale: \"nan\"");
        row("Steps: 20, Sampler: Euler, CFG scale: 7, Seed: 18446744073709551616", "its recipe says Seed");
        row("Steps: 20, Sampler: Euler, CFG scale: 7, Seed: -1", "its recipe gives no seed");
        row("Steps: 20, Sampler: Euler, CFG scale: 7", "its recipe gives no seed");
        row("Sampler: Euler, CFG scale: 7, Seed: 5", "its recipe gives no number of steps");
        row("Steps: 20, Sampler: Euler, Seed: 5", "its recipe gives no guidance scale (CFG)");
        row("Steps: 20, Sampler: Euler, CFG scale: 7, Seed: 5, Size: 99999x99999", "the width in pixels is 99999");
        row("Steps: 20, Sampler: Euler, CFG scale: 7, Seed: 5, Size: big", "its recipe says Size: \"big\"");
        row("Steps: 20, Sampler: Euler, CFG scale: 7, Seed: 5, RNG: dice", "its recipe says RNG: \"dice\"");
        row("Steps: 20, Sampler: Euler, CFG scale: 7, Seed: 5, Clip skip: 0", "clip skip is 0");
        row("nothing but a prompt", "it holds a prompt and no settings");
        QTest::newRow("prompt of 64 KiB + 1")
            << QString(65'537, 'x') + "\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: 5"
            << "the prompt has 65537 bytes";
        QTest::newRow("JSON") << QString(R"({"sui_image_params": {}})") << "the form of SwarmUI or Fooocus";
    }

    void refusesABrokenTextOfTheirs()
    {
        QFETCH(QString, text);
        QFETCH(QString, says);
        const auto recipe = readTheirs(text);
        QVERIFY(!recipe);
        QVERIFY2(wordsOf(recipe).contains(says), qPrintable(wordsOf(recipe)));
    }

    void readsAMillionLettersOfTagsQuickly()
    {
        const auto recipe = readTheirs(QString("<lora:").repeated(170'000));
        QVERIFY(!recipe);
        QVERIFY(
            !readTheirs(QString("<lora:a:1>").repeated(100'000) + "\nSteps: 2, Seed: 5, CFG scale: 7, Sampler: Euler")
                 ->notRepeated.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TstA1111Recipe)
#include "tst_a1111_recipe.moc"
