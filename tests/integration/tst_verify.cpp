#include "core/base/paths.h"
#include "core/image/picture_metadata.h"
#include "core/image/png_reader.h"
#include "core/image/png_writer.h"
#include "core/image/recipe.h"
#include "tests/support/cli_run.h"

#include <nlohmann/json.hpp>

#include <csignal>

using namespace reverie;
using namespace reverie::test;
using nlohmann::json;

/// `reverie verify` and `generate --from` as a person meets them: over the fake engine, whose pictures are of one
/// colour, the seed's, and once over the real one.
class TstVerify final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_cli.emplace();
        QVERIFY(!m_cli->model().isEmpty());
        QCOMPARE(generate({"a forest", "-n", "fog", "--seed", "7", "--count", "2", "-o", "a.png"}).code, 0);
    }

    void picturesOfARunAreIdentical()
    {
        const CliResult result = verify({"a-1.png", "a-2.png"});
        QVERIFY2(result.code == 0, result.err.constData());
        QCOMPARE(result.outLines(), (QStringList{"a-1.png: identical", "a-2.png: identical"}));
        QVERIFY2(result.err.contains("2 of 2 pictures are identical"), result.err.constData());
    }

    void oneChangedPixelIsSeen()
    {
        changeOnePixel("a-1.png");
        const CliResult result = verify({"a-1.png", "--quiet"});
        QCOMPARE(result.code, 1);
        QVERIFY2(result.out.startsWith("a-1.png: differs by at most 1 level of 255 in 0.024 % of the pixels"),
            result.out.constData());
        QVERIFY(result.out.contains("\n  nothing in the recipe explains it"));
        QCOMPARE(result.err, QByteArray());
    }

    void oneBadFileDoesNotStopTheOthers()
    {
        QVERIFY(writeFile(m_cli->path("bare.png"), image::encodePng({64, 64, pixels(1)}, {}).value()));
        const CliResult result = verify({"a-1.png", "bare.png", "none.png", "a-2.png", "--quiet"});
        QCOMPARE(result.code, 1);
        QCOMPARE(result.outLines(), (QStringList{"a-1.png: identical", "a-2.png: identical"}));
        QCOMPARE(result.errLines().size(), 2);
        QVERIFY(result.errLines()[0].contains("bare.png cannot be repeated: it holds no recipe"));
        QVERIFY(result.errLines()[1].contains("none.png"));
    }

    void aFailureOfTheEngineStopsOneFileOnly()
    {
        write("oom.png", "oom at 2");
        write("lost.png", "lost at 2");
        const CliResult result = verify({"oom.png", "lost.png", "a-1.png", "--quiet"});
        QCOMPARE(result.code, 1);
        QCOMPARE(result.outLines(), QStringList{"a-1.png: identical"});
        QVERIFY2(result.err.contains("oom.png cannot be verified: the picture needs 8 GB"), result.err.constData());
        QVERIFY2(result.err.contains("lost.png cannot be verified: the GPU went away"), result.err.constData());
    }

    void jsonIsOneObjectAFile()
    {
        changeOnePixel("a-2.png");
        const CliResult result = verify({"a-1.png", "a-2.png", "none.png", "--json"});
        QCOMPARE(result.code, 1);
        QStringList results;
        for (const QString& line : result.outLines())
            results << QString::fromStdString(json::parse(line.toStdString())["result"]);
        QCOMPARE(results, (QStringList{"identical", "different", "failed"}));
        QCOMPARE(result.errLines().size(), 1);
    }

    void aCroppedPictureIsNotCompared()
    {
        const auto texts = image::readPngMetadata(m_cli->path("a-1.png"))->texts;
        QVERIFY(writeFile(m_cli->path("small.png"), image::encodePng({8, 8, pixels(7, 64)}, texts).value()));
        const CliResult result = verify({"small.png"});
        QCOMPARE(result.code, 1);
        QVERIFY2(result.err.contains(
                     "small.png was changed after it was made: it has 8x8 pixels and its recipe makes 64x64"),
            result.err.constData());
    }

    void aModelThatIsNotKnownIsNamed()
    {
        write("other.png", "a forest", {{"unet", QString(64, 'f')}});
        const CliResult result = m_cli->run({"verify", "other.png", "--quiet"});
        QCOMPARE(result.code, 1);
        QVERIFY2(result.err.contains("other.png cannot be verified: the recipe's model \"sd15\" (hash ffffffffff) was "
                                     "not used on this machine before, or was moved since; name it with -m."),
            result.err.constData());
    }

    void saysThatTheModelIsAnother()
    {
        write("other.png", "a forest", {{"unet", QString(64, 'f')}});
        changeOnePixel("other.png");
        const CliResult result = verify({"other.png", "--quiet"});
        QVERIFY2(result.out.contains("\n  model is another model than the recipe's, \"sd15\" (hash ffffffffff)\n"),
            result.out.constData());
    }

    void ctrlCStopsCleanly()
    {
        write("wait.png", "wait at 3");
        QByteArray seen;
        const CliResult result = m_cli->run({"verify", "wait.png", "a-1.png", "-m", "model"}, [&](QProcess& process) {
            process.setReadChannel(QProcess::StandardError);
            while (!seen.contains("step 3") && process.waitForReadyRead(20'000))
                seen += process.readAllStandardError();
            ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        });
        QVERIFY2(result.code == 130, seen.constData());
        QCOMPARE(result.out, QByteArray());
    }

    void noEngineIsOneSentence()
    {
        m_cli->setVariable("REVERIE_ENGINE_BINARY", m_cli->path("nothing"));
        const CliResult result = verify({"a-1.png", "a-2.png", "--quiet"});
        QCOMPARE(result.code, 1);
        QVERIFY2(result.errLines().size() == 1 && result.err.contains("nothing"), result.err.constData());
    }

    void aStoppedPictureIsStoppedThereAgain()
    {
        write("stopped.png", "a forest", {}, {2, 4});
        const CliResult result = verify({"stopped.png", "--quiet"});
        QCOMPARE(result.outLines(), QStringList{"stopped.png: identical (stopped at step 2 of 4)"});
        const CliResult whole = m_cli->run(
            {"--log-level", "error", "generate", "--from", "stopped.png", "-m", "model", "--quiet", "-o", "whole.png"});
        QVERIFY2(whole.err.contains("stopped.png was stopped at step 2 of 4; this makes the whole picture"),
            whole.err.constData());
        QCOMPARE(recipeOf("whole.png").facts.stop.step, 0);
    }

    void startsFromARecipe()
    {
        QCOMPARE(m_cli->run(from({"-o", "b.png"})).code, 0);
        QVERIFY(recipeOf("b.png").facts.request == recipeOf("a-2.png").facts.request);
        QCOMPARE(recipeOf("b.png").facts.seed, 8);
    }

    void whatIsGivenGoesBeforeTheRecipe()
    {
        QCOMPARE(m_cli->run(from({"a sea", "--seed", "9", "--steps", "3", "--clip-skip", "1", "-o", "b.png"})).code, 0);
        request::GenerationRequest expected = recipeOf("a-2.png").facts.request;
        expected.prompt = "a sea";
        expected.seed = 9;
        expected.steps = 3;
        QVERIFY(recipeOf("b.png").facts.request == expected);
    }

    void anotherSamplerBringsItsOwnSchedule()
    {
        QCOMPARE(m_cli->run(from({"--sampler", "Euler a", "-o", "b.png"})).code, 0);
        QCOMPARE(recipeOf("b.png").facts.request.schedule, std::optional<QString>("Uniform"));
        QCOMPARE(m_cli->run(from({"--sampler", "Model default", "-o", "c.png"})).code, 0);
    }

    void severalPicturesCountUpFromTheRecipesSeed()
    {
        QCOMPARE(m_cli->run(from({"--count", "2", "-o", "b.png"})).outLines(), (QStringList{"b-1.png", "b-2.png"}));
        QCOMPARE(recipeOf("b-2.png").facts.seed, 9);
    }

    void saysWhatIsNotRepeated()
    {
        const QString text =
            "a <lora:ink:1>forest\nSteps: 4, Sampler: Euler, CFG scale: 7, Seed: 5, Size: 64x64, ENSD: 3";
        QVERIFY(writeFile(m_cli->path("theirs.png"),
            image::encodePng({64, 64, pixels(5)}, {{QStringLiteral("parameters"), text}}).value()));
        const QStringList words{"--log-level", "error", "generate", "--from", "theirs.png", "-m", "model"};
        const CliResult told = m_cli->run(words + QStringList{"--quiet", "-o", "b.png"});
        QCOMPARE(told.err, QByteArray("not repeated from theirs.png: the LoRA \"ink\", ENSD: 3\n"));
        const CliResult result = m_cli->run(words + QStringList{"--json", "-o", "c.png"});
        const json first = json::parse(result.outLines().front().toStdString());
        QCOMPARE(first["event"], "recipe");
        QCOMPARE(first["notRepeated"], (json{"the LoRA \"ink\"", "ENSD: 3"}));
        QCOMPARE(result.err, QByteArray());
    }

    void theRealEngineRepeatsItself()
    {
        const QString engine = QStringLiteral(REVERIE_BINARY_DIR "/reverie-engine");
        if (!QFileInfo::exists(engine) || !QFileInfo::exists(Paths::starterModel() + "/model_index.json"))
            QSKIP("no engine or no starter model");
        m_cli->setVariable("REVERIE_ENGINE_BINARY", engine);
        const QStringList small{"--size", "64x64", "--steps", "2", "--quiet", "-o"};
        QCOMPARE(
            m_cli->run(QStringList{"generate", "red forest", "--seed", "5"} + small + QStringList{"s.png"}).code, 0);
        QCOMPARE(m_cli->run({"generate", "--from", "s.png", "--seed", "6", "--quiet", "-o", "t.png"}).code, 0);
        QCOMPARE(recipeOf("t.png").facts.seed, 6);
        QVERIFY(
            image::readPngPixels(m_cli->path("s.png"))->pixels != image::readPngPixels(m_cli->path("t.png"))->pixels);
        QVERIFY(QFile::copy(m_cli->path("s.png"), m_cli->path("changed.png")));
        changeOnePixel("changed.png");
        const CliResult result = m_cli->run({"verify", "s.png", "changed.png", "t.png", "--quiet"});
        QCOMPARE(result.code, 1);
        QVERIFY2(result.out.startsWith("s.png: identical\nchanged.png: differs by at most 1 level of 255"),
            result.out.constData());
        QVERIFY2(result.out.endsWith("t.png: identical\n"), result.out.constData());
    }

private:
    CliResult generate(const QStringList& words)
    {
        // The fake engine names weight files that are not there, which would be a warning.
        return m_cli->run(
            QStringList{"--log-level", "error", "generate", "-m", "model", "--steps", "4", "--size", "64x64"} + words);
    }

    CliResult verify(const QStringList& words) { return m_cli->run(QStringList{"verify", "-m", "model"} + words); }

    static QStringList from(const QStringList& words)
    {
        return QStringList{"--log-level", "error", "generate", "-m", "model", "--from", "a-2.png"} + words;
    }

    image::Recipe recipeOf(const QString& name) { return image::readRecipe(m_cli->path(name)).value(); }

    static std::vector<std::uint8_t> pixels(std::uint8_t value, std::size_t count = 64 * 64)
    {
        return std::vector<std::uint8_t>(3 * count, value);
    }

    /// A picture of ours, as the fake engine would make it.
    void write(const QString& name, const QString& prompt, const std::vector<image::WeightHash>& weights = {},
        request::Stop stop = {})
    {
        image::PictureFacts facts;
        facts.request.prompt = prompt;
        facts.request.steps = 4;
        facts.request.guidanceScale = 7;
        facts.model.name = "sd15";
        facts.weights = weights;
        facts.stop = stop;
        facts.seed = 5;
        facts.width = facts.height = 64;
        facts.engineVersion = "0.0";
        facts.torchVersion = "fake";
        QVERIFY(
            writeFile(m_cli->path(name), image::encodePng({64, 64, pixels(5)}, image::pictureTexts(facts)).value()));
    }

    void changeOnePixel(const QString& name)
    {
        auto picture = image::readPngPixels(m_cli->path(name)).value();
        picture.pixels[300] ^= 1;
        const auto texts = image::readPngMetadata(m_cli->path(name))->texts;
        QVERIFY(writeFile(m_cli->path(name), image::encodePng(picture, texts).value()));
    }

    std::optional<CliRun> m_cli;
};

QTEST_GUILESS_MAIN(TstVerify)
#include "tst_verify.moc"
