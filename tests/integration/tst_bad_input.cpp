#include "tests/support/cli_run.h"

#include <csignal>
#include <sys/resource.h>
#include <unistd.h>

using namespace reverie::test;

/// Every bad input gives one sentence that says what to do, exit code 1 or 2, and leaves nothing behind.
class TstBadInput final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void options_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("says");
        QTest::newRow("no prompt") << QStringList{"generate"} << 2 << "PROMPT is missing; see reverie generate --help.";
        QTest::newRow("two prompts") << QStringList{"generate", "a", "b"} << 2
                                     << "put text of several words in quotation marks";
        QTest::newRow("steps 0") << generate({"--steps", "0"}) << 2 << "choose from 1 to 1000";
        QTest::newRow("steps -1") << generate({"--steps", "-1"}) << 2 << "choose from 1 to 1000";
        QTest::newRow("steps 100,000") << generate({"--steps", "100000"}) << 2 << "choose from 1 to 1000";
        QTest::newRow("steps in words") << generate({"--steps", "many"}) << 2
                                        << "--steps wants a whole number, not \"many\"";
        QTest::newRow("CFG NaN") << generate({"--cfg", "nan"}) << 2 << "";
        QTest::newRow("CFG infinite") << generate({"--cfg", "inf"}) << 2 << "";
        QTest::newRow("CFG 101") << generate({"--cfg", "101"}) << 2 << "choose from 0 to 100";
        QTest::newRow("unknown sampler") << generate({"--sampler", "Eulr"}) << 2
                                         << "Euler or Euler a, the closest names";
        QTest::newRow("unknown schedule") << generate({"--schedule", "Karas"}) << 2 << "Karras";
        QTest::newRow("seed in words") << generate({"--seed", "lucky"}) << 2 << "or -1 to have one drawn";
        QTest::newRow("seed too large") << generate({"--seed", "18446744073709551616"}) << 2
                                        << "or -1 to have one drawn";
        QTest::newRow("size in words") << generate({"--size", "large"}) << 2 << "512x768";
        QTest::newRow("width 1") << generate({"--size", "1x512"}) << 2 << "choose from 64 to 4096";
        QTest::newRow("width 16,384") << generate({"--size", "16384x512"}) << 2 << "choose from 64 to 4096";
        QTest::newRow("width 513") << generate({"--size", "513x512"}) << 2 << "512x512";
        QTest::newRow("count 0") << generate({"--count", "0"}) << 2 << "choose from 1 to 10000";
        QTest::newRow("batch 65") << generate({"--batch", "65"}) << 2 << "choose from 1 to 64";
        QTest::newRow("unknown device") << generate({"--device", "abacus"}) << 2 << "choose auto, cpu, cuda or cuda:N";
        QTest::newRow("unknown type") << generate({"--dtype", "fp4"}) << 2 << "auto, fp32, fp16, bf16";
        QTest::newRow("unknown emphasis") << generate({"--emphasis", "loud"}) << 2 << "none, ignore, original, no-norm";
        QTest::newRow("unknown log level") << generate({"--log-level", "loud"}) << 2 << "debug, info, warning or error";
        QTest::newRow("long prompt") << QStringList{"generate", QString(100'000, 'x')} << 2 << "shorten it";
        QTest::newRow("JSON and picture on one output") << generate({"-o", "-", "--json"}) << 2 << "name a file";
        QTest::newRow("many pictures on one output") << generate({"-o", "-", "--count", "2"}) << 2 << "name a folder";
        QTest::newRow("an option of later") << generate({"--remote", "box"}) << 2 << "there is no option --remote";
        QTest::newRow("a command of later") << QStringList{"serve"} << 2 << "there is no command \"serve\"";
        QTest::newRow("no pictures") << QStringList{"verify"} << 2 << "FILE.png is missing; see reverie verify --help.";
        QTest::newRow("another device of verify")
            << QStringList{"verify", "a.png", "--device", "abacus"} << 2 << "choose auto, cpu, cuda or cuda:N";
        QTest::newRow("no recipe there") << QStringList{"generate", "--from", "a.png"} << 1
                                         << "cannot read a.png: there is no such file";
        QTest::newRow("a folder as recipe") << QStringList{"generate", "--from", "model"} << 1 << "model";
        QTest::newRow("half a command") << QStringList{"models"} << 2 << "models list";
        QTest::newRow("no runs") << QStringList{"bench", "--runs", "0"} << 2 << "give --runs 1 or more";
    }

    void options()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, code);
        QFETCH(QString, says);
        expect(arguments, code, says);
    }

    void formsThatAreNotThereYet_data()
    {
        QTest::addColumn<QString>("prompt");
        for (const char* prompt : {"a <lora:style:1> forest", "<hypernet:x:1>"})
            QTest::newRow(prompt) << QString(prompt);
    }

    void formsThatAreNotThereYet()
    {
        QFETCH(QString, prompt);
        expect({"generate", prompt, "-m", "model"}, 1, "");
        expect({"generate", "a forest", "-m", "model", "-n", prompt}, 1, "");
    }

    void outputs_data()
    {
        QTest::addColumn<QString>("output");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("says");
        QTest::newRow("no folder") << "no/a.png" << 1 << "there is no folder no for a.png; create it first";
        QTest::newRow("no folder, with slash") << "no/" << 1 << "there is no folder no/; create it first";
        QTest::newRow("a file as folder") << "old.png/a.png" << 1 << "there is no folder old.png";
        QTest::newRow("exists") << "old.png" << 1 << "old.png exists already; choose another name or add --force";
        QTest::newRow("no PNG name") << "a.jpg" << 2 << "name it a.png";
        if (QFileInfo::exists(QStringLiteral("/sys/kernel")))  // the one place where root may not write either
            QTest::newRow("not writable") << "/sys/a.png" << 1 << "permission denied";
    }

    void outputs()
    {
        QFETCH(QString, output);
        QFETCH(int, code);
        QFETCH(QString, says);
        QVERIFY(writeFile(m_cli->path("old.png"), "old"));
        expect(generate({"-o", output}), code, says);
    }

    void latentsFileIsCheckedToo()
    {
        expect(generate({"--save-latents", "no/l.safetensors"}), 1, "there is no folder no for l.safetensors");
    }

    void aReadOnlyFolderIsNamed()
    {
        if (::geteuid() == 0)
            QSKIP("root may write everywhere");
        QVERIFY(QDir().mkdir(m_cli->path("locked")));
        QVERIFY(QFile::setPermissions(m_cli->path("locked"), QFile::ReadOwner | QFile::ExeOwner));
        expect(generate({"-o", "locked/a.png"}), 1, "permission denied");
    }

    void models_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("says");
        QTest::newRow("HTML") << QByteArray("<!DOCTYPE html><html>log in</html>") << "web page";
        QTest::newRow("Git LFS pointer") << QByteArray(
                                                "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n")
                                         << "Git LFS";
        QTest::newRow("pickle") << QByteArray("\x80\x02}q\x01.") << "old PyTorch checkpoint";
        QTest::newRow("empty") << QByteArray() << "empty";
    }

    void models()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, says);
        QVERIFY(writeFile(m_cli->path("model-file.safetensors"), content));
        expect({"generate", "a forest", "-m", m_cli->path("model-file.safetensors")}, 1, says);
    }

    void modelFolders_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("says");
        QTest::newRow("no model in it") << "model_index.json" << QByteArray("-") << "model_index.json";
        QTest::newRow("web page instead of a config")
            << "unet/config.json" << QByteArray("<html>") << "unet/config.json";
        QTest::newRow("another architecture")
            << "model_index.json" << QByteArray(R"({"_class_name": "FluxPipeline"})") << "FLUX";
    }

    void modelFolders()
    {
        QFETCH(QString, file);
        QFETCH(QByteArray, content);
        QFETCH(QString, says);
        const QString path = m_cli->path("model/" + file);
        if (content == "-")
            QVERIFY(QFile::remove(path));
        else
            QVERIFY(writeFile(path, content));
        expect(generate({}), 1, says);
        expect({"models", "info", m_cli->path("model")}, 1, says);
    }

    void noSuchModel()
    {
        expect({"generate", "a forest", "-m", "nowhere"}, 1,
            "there is no model nowhere; give the path of a diffusers folder or a checkpoint");
        QVERIFY(writeTinyModel(m_cli->path("data/data/models/sd15")));
        expect({"generate", "a forest", "-m", "nowhere"}, 1, "or one of: sd15");
    }

    void noStarterModel()
    {
        m_cli->setVariable("REVERIE_RESOURCES_DIR", m_cli->path("nothing"));
        expect({"generate", "a forest"}, 1, "the starter model is not in");
    }

    void noEngine()
    {
        m_cli->setVariable("REVERIE_ENGINE_BINARY", m_cli->path("nothing"));
        expect(generate({}), 1, "nothing");
    }

    /// Every write beyond 200 bytes fails, as on a full disk.
    void fullDisk()
    {
        m_cli->inChild([] {
            const rlimit small{200, 200};
            ::setrlimit(RLIMIT_FSIZE, &small);
        });
        const CliResult result = m_cli->run(generate({"--size", "64x64"}));
        QCOMPARE(result.code, 1);
        QVERIFY2(result.err.contains("; free some space or choose another disk."), result.err.constData());
        QVERIFY2(result.err.contains("The finished picture is lost"), result.err.constData());
        QCOMPARE(pictures(), QStringList());
    }

    void failuresOfTheEngine_data()
    {
        QTest::addColumn<QString>("prompt");
        QTest::addColumn<QString>("says");
        QTest::newRow("out of memory") << "oom at 2"
                                       << "needs 8 GB and 2 GB are free; choose a smaller size or batch";
        QTest::newRow("device lost") << "lost at 2"
                                     << "try again with the CPU (--device cpu)";
    }

    void failuresOfTheEngine()
    {
        QFETCH(QString, prompt);
        QFETCH(QString, says);
        const CliResult result = m_cli->run({"generate", prompt, "-m", m_cli->path("model"), "--quiet"});
        QCOMPARE(result.code, 1);
        QVERIFY2(result.err.contains(says.toUtf8()), result.err.constData());
        QCOMPARE(result.out, QByteArray());
        QCOMPARE(pictures(), QStringList());
    }

    void init()
    {
        m_cli.emplace();
        QVERIFY(!m_cli->model().isEmpty());
    }

private:
    /// A request that is right but for what is added. Quiet, so that nothing but the complaint is on stderr.
    QStringList generate(const QStringList& added)
    {
        return QStringList{"generate", "a forest", "-m", "model", "--quiet"} + added;
    }

    void expect(const QStringList& arguments, int code, const QString& says)
    {
        const QStringList before = kept();
        const CliResult result = m_cli->run(arguments);
        QVERIFY2(result.code == code, qPrintable(QString::number(result.code) + QString::fromUtf8(result.err)));
        QCOMPARE(result.out, QByteArray());
        QVERIFY2(result.errLines().size() == 1 && result.err.startsWith("reverie: ") && result.err.endsWith(".\n"),
            result.err.constData());
        QVERIFY2(QString::fromUtf8(result.err).contains(says), result.err.constData());
        QCOMPARE(kept(), before);
    }

    /// What was learnt about models may be written down.
    QStringList kept() const { return m_cli->files().filter(QRegularExpression("^(?!data/cache/)")); }

    QStringList pictures() const { return m_cli->files().filter(QRegularExpression("\\.(png|part)$")); }

    std::optional<CliRun> m_cli;
};

QTEST_GUILESS_MAIN(TstBadInput)
#include "tst_bad_input.moc"
