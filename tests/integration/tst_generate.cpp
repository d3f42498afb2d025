#include "core/image/a1111_parameters.h"
#include "core/image/png_reader.h"
#include "tests/support/cli_run.h"

#include <nlohmann/json.hpp>

#include <csignal>
#include <fcntl.h>
#include <unistd.h>

using namespace reverie::test;
namespace image = reverie::image;
using nlohmann::json;

/// `reverie generate` as a person or a script meets it, over the fake engine.
class TstGenerate final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_cli.emplace();
        QVERIFY(!m_cli->model().isEmpty());
    }

    void savesInTheFolderOfTheDay()
    {
        const CliResult result = m_cli->run(generate({"--seed", "7", "--count", "2"}));
        QCOMPARE(result.code, 0);
        const QStringList lines = result.outLines();
        QCOMPARE(lines.size(), 2);
        const QString today = QDate::currentDate().toString(Qt::ISODate);
        QCOMPARE(lines[0], m_cli->path("data/pictures/" + today + "/00000-7.png"));
        QCOMPARE(lines[1], m_cli->path("data/pictures/" + today + "/00001-8.png"));
        for (const QString& line : lines)
            QVERIFY(image::readPngPixels(line).has_value());
    }

    void savesInOneFile()
    {
        const CliResult result = m_cli->run(generate({"-o", QString::fromUtf8("лес.png")}));
        QCOMPARE(result.code, 0);
        QCOMPARE(QString::fromUtf8(result.out), QString::fromUtf8("лес.png\n"));
        QVERIFY(image::readPngPixels(m_cli->path(QString::fromUtf8("лес.png"))).has_value());
    }

    void numbersSeveralBesideTheFile()
    {
        QCOMPARE(m_cli->run(generate({"-o", "a.png", "--count", "3"})).outLines(),
            (QStringList{"a-1.png", "a-2.png", "a-3.png"}));
    }

    void replacesOnlyWhenTold()
    {
        QVERIFY(writeFile(m_cli->path("a.png"), "old"));
        QCOMPARE(m_cli->run(generate({"-o", "a.png"})).code, 1);
        QCOMPARE(m_cli->run(generate({"-o", "a.png", "--force"})).code, 0);
        QVERIFY(image::readPngPixels(m_cli->path("a.png")).has_value());
    }

    void writesThePictureToStandardOutput()
    {
        const CliResult result = m_cli->run(generate({"-o", "-"}));
        QCOMPARE(result.code, 0);
        QVERIFY(image::readPngMetadata(
            std::as_bytes(std::span(result.out.constData(), static_cast<std::size_t>(result.out.size()))))
                    .has_value());
    }

    void jsonIsOneObjectPerLineAndNothingElse()
    {
        const CliResult result = m_cli->run(generate({"--json", "--seed", "18446744073709551615", "-o", "a.png"}));
        QCOMPARE(result.code, 0);
        QCOMPARE(result.err, QByteArray());
        QStringList events;
        for (const QString& line : result.outLines()) {
            const json object = json::parse(line.toStdString());
            events << QString::fromStdString(object["event"]);
            if (object["event"] == "image") {
                QCOMPARE(object["path"], "a.png");
                QCOMPARE(object["seed"].get<std::uint64_t>(), 18446744073709551615U);
            }
        }
        QCOMPARE(events.count("started"), 1);
        QCOMPARE(events.count("progress"), 4);
        QCOMPARE(events.count("image"), 1);
        QCOMPARE(events.back(), QString("done"));
    }

    void jsonTellsFailures()
    {
        const CliResult result = m_cli->run({"generate", "oom at 2", "-m", "model", "--json", "--log-level", "error"});
        QCOMPARE(result.code, 1);
        const json last = json::parse(result.outLines().back().toStdString());
        QCOMPARE(last["event"], "failed");
        QCOMPARE(last["code"], "out-of-memory");
        QCOMPARE(result.errLines().size(), 1);
    }

    void pipedProgressIsOneLinePerEvent()
    {
        const CliResult result = m_cli->run(generate({"-o", "a.png"}));
        QVERIFY2(result.errLines().contains("step 2 of 4  0.25 s/step  1 s left"), result.err.constData());
        QVERIFY(!result.err.contains('\r') && !result.err.contains('\x1b'));
        QCOMPARE(m_cli->run(generate({"-o", "b.png", "--quiet"})).err, QByteArray());
    }

    void metadataTellsAllButWhereThingsLie()
    {
        QCOMPARE(m_cli->run(generate({"-o", "a.png", "--seed", "5", "-n", "fog", "--sampler", "k_euler_a"})).code, 0);
        QFile file(m_cli->path("a.png"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        for (const QByteArray& secret :
            {m_cli->path("").toUtf8(), qgetenv("HOME"), qgetenv("USER"), QByteArray("/nowhere")})
            QVERIFY2(secret.size() < 3 || secret == "root" || !bytes.contains(secret), secret.constData());
        const auto metadata = image::readPngMetadata(m_cli->path("a.png")).value();
        const auto parameters = image::parseA1111(metadata.texts.at(0).text);
        QCOMPARE(parameters.prompt, QString("a forest"));
        QCOMPARE(parameters.negativePrompt, QString("fog"));
        QCOMPARE(parameters.value("Sampler"), QString("Euler a"));
        QCOMPARE(parameters.value("Seed"), QString("5"));
        const json ours = json::parse(metadata.texts.at(1).text.toStdString());
        QCOMPARE(ours["schema"], 1);
        QCOMPARE(ours["torch"], "fake");
    }

    void ctrlCStopsCleanly()
    {
        const CliResult result = m_cli->run({"generate", "wait at 3", "-m", "model", "--json"}, [&](QProcess& process) {
            QVERIFY(m_cli->waitForOutput(process, "\"step\":3"));
            ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        });
        QCOMPARE(result.code, 130);
        QCOMPARE(json::parse(result.outLines().back().toStdString())["event"], "cancelled");
        QCOMPARE(m_cli->files().filter("pictures"), QStringList());
    }

    void secondCtrlCStopsAtOnce()
    {
        const CliResult result = m_cli->run({"generate", "hang at 3", "-m", "model", "--json"}, [&](QProcess& process) {
            QVERIFY(m_cli->waitForOutput(process, "\"step\":3"));
            const auto pid = static_cast<pid_t>(process.processId());
            ::kill(pid, SIGINT);
            QTest::qWait(200);
            ::kill(pid, SIGINT);
            QVERIFY(process.waitForFinished(2000));
        });
        QCOMPARE(result.code, 130);
    }

    void writesLatents()
    {
        QCOMPARE(m_cli->run(generate({"-o", "a.png", "--save-latents", "l.safetensors"})).code, 0);
        QVERIFY(m_cli->files().contains("l.safetensors"));
    }

    void modelsAreFoundByName()
    {
        QVERIFY(writeTinyModel(m_cli->path("data/data/models/tiny")));
        QCOMPARE(m_cli->run({"generate", "a forest", "-m", "tiny", "-o", "a.png"}).code, 0);
    }

    void firstWordsOfTheProgram()
    {
        for (const char* other : {"WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
            m_cli->setVariable(other, {});
        for (const char* display : {"", ":4242"}) {
            m_cli->setVariable("DISPLAY", display);
            const CliResult bare = m_cli->run({});
            QCOMPARE(bare.code, 1);
            QVERIFY(bare.err.startsWith("reverie: there is no display"));
            QCOMPARE(bare.out, QByteArray());
        }
        // A file among the words makes no window of a command that is spelled wrongly.
        QVERIFY(m_cli->run({"genrate", "-o", m_cli->path(".")}).err.contains("did you mean reverie generate"));
        QCOMPARE(m_cli->run({"--help"}).code, 0);
        QVERIFY(m_cli->run({"--version"}).out.startsWith("reverie "));
        QVERIFY(m_cli->run({"generate", "--help"}).out.contains("Usage: reverie generate [PROMPT]"));
        QCOMPARE(m_cli->run({"__complete", "generate", "--sampler", "Eul"}).out, QByteArray("Euler a\nEuler\n"));
    }

    void completesInBash_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QByteArray>("offered");
        QTest::newRow("a command") << "reverie gen" << QByteArray("[generate]");
        QTest::newRow("a name with a space") << "reverie generate --sampler DPM2" << QByteArray("[DPM2][DPM2\\ a]");
        QTest::newRow("in quotation marks") << "reverie generate --sampler '\"DPM2'" << QByteArray("[DPM2][DPM2 a]");
        QTest::newRow("after an equals sign") << "reverie generate --schedule = Ka" << QByteArray("[Karras]");
        QTest::newRow("files") << "reverie generate -o model/un" << QByteArray("[model/unet]");
        QTest::newRow("nothing") << "reverie generate --steps ''" << QByteArray("[]");
    }

    void completesInBash()
    {
        QFETCH(QString, words);
        QFETCH(QByteArray, offered);
        QProcess bash;
        bash.setWorkingDirectory(m_cli->path(""));
        bash.start("bash",
            {"-c",
                QString("source %1/packaging/completions/reverie.bash; compopt() { :; }; PATH=%2:$PATH\n"
                        "COMP_WORDS=(%3); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _reverie reverie\n"
                        "printf '[%s]' \"${COMPREPLY[@]}\"")
                    .arg(REVERIE_SOURCE_DIR, REVERIE_BINARY_DIR, words)});
        QVERIFY(bash.waitForFinished());
        QCOMPARE(bash.readAllStandardOutput(), offered);
    }

    void noticesThatItsOutputIsFull()
    {
        m_cli->inChild([] { ::dup2(::open("/dev/full", O_WRONLY), STDOUT_FILENO); });
        const CliResult result = m_cli->run({"models", "info", "model"});
        QCOMPARE(result.code, 1);
        QVERIFY2(result.err.contains("standard output"), result.err.constData());
    }

    void describesModels()
    {
        const CliResult result = m_cli->run({"models", "info", "model", "--json"});
        QCOMPARE(result.code, 0);
        const json object = json::parse(result.out.toStdString());
        QCOMPARE(object["family"], "sd1");
        QCOMPARE(object["components"].size(), std::size_t{3});
        QVERIFY(m_cli->run({"models", "info", "model"}).out.contains("in steps of 8"));
    }

    void benchReportsEveryPart()
    {
        const CliResult result =
            m_cli->run({"bench", "-m", "model", "--runs", "2", "--steps", "3", "--size", "64x64", "--json"});
        QVERIFY2(result.code == 0, result.err.constData());
        const json object = json::parse(result.out.toStdString());
        QCOMPARE(object["step"]["all"].size(), std::size_t{6});
        QVERIFY(object["operationsPerStep"] > 1e9);
    }

    void doctorAnswers()
    {
        const CliResult result = m_cli->run({"doctor", "--json"});
        QStringList subjects;
        for (const QString& line : result.outLines())
            subjects << QString::fromStdString(json::parse(line.toStdString())["subject"]);
        QCOMPARE(subjects,
            (QStringList{"processor", "memory", "graphics", "engine", "starter model", "pictures", "models", "cache"}));
        QVERIFY(result.code == 0 || result.code == 1);
    }

private:
    QStringList generate(const QStringList& added)
    {
        // The fake engine names weight files that are not there, which would be a warning.
        return QStringList{
                   "--log-level", "error", "generate", "a forest", "-m", "model", "--steps", "4", "--size", "64x64"} +
            added;
    }

    std::optional<CliRun> m_cli;
};

QTEST_GUILESS_MAIN(TstGenerate)
#include "tst_generate.moc"
