#include "tests/support/cli_run.h"
#include "tests/support/fake_hub/fake_hub.h"
#include "tests/support/fake_hub/fake_proxy.h"

#include <nlohmann/json.hpp>

using namespace reverie;
using namespace reverie::test;
using nlohmann::json;

namespace {

const QString kId = QStringLiteral("CompVis/stable-diffusion-v1-4");
const QByteArray kToken = "hf_MarkerOfATokenThatIsNowhere";

QMap<QString, QByteArray> filesBelow(const QString& folder)
{
    QMap<QString, QByteArray> all;
    QDirIterator walk(folder, QDir::Files, QDirIterator::Subdirectories);
    while (walk.hasNext()) {
        QFile file(walk.next());
        if (file.open(QIODevice::ReadOnly))
            all.insert(QDir(folder).relativeFilePath(file.fileName()), file.readAll());
    }
    return all;
}

/// The command lines of all processes that run now.
QByteArray argumentsOfAll()
{
    QByteArray all;
    for (const QString& process : QDir("/proc").entryList({"[0-9]*"}, QDir::Dirs)) {
        QFile file("/proc/" + process + "/cmdline");
        if (file.open(QIODevice::ReadOnly))
            all += file.readAll();
    }
    return all;
}

}  // namespace

/// The commands that speak to the Hub, as the real program against the fake Hub.
class TstModelsHub final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_hub.emplace();
        m_cli.emplace();
        m_cli->setVariable("HF_ENDPOINT", QString::fromLatin1(m_hub->endpoint()));
        m_cli->setVariable("HF_HOME", m_cli->path("hf"));
        const QString model = m_cli->model();
        QVERIFY(!model.isEmpty());
        auto files = filesBelow(model);
        files["model_index.json"] = R"({"_class_name": "StableDiffusionPipeline", "_diffusers_version": "0.42.0",
            "scheduler": ["diffusers", "PNDMScheduler"], "text_encoder": ["transformers", "CLIPTextModel"],
            "tokenizer": ["transformers", "CLIPTokenizer"], "unet": ["diffusers", "UNet2DConditionModel"],
            "vae": ["diffusers", "AutoencoderKL"], "safety_checker": ["stable_diffusion", "X"]})";
        files.insert("safety_checker/model.safetensors", QByteArray(5000, 's'));
        files.insert("sd-v1-4.ckpt", QByteArray(9000, 'c'));
        auto repository = fake_hub::Repository::of(kId, files);
        repository.gate = fake_hub::Gate::Auto;
        m_hub->add(repository);
        m_hub->addToken(kToken, {.user = "ada", .kind = fake_hub::Token::Kind::FineGrainedWithGated});
    }

    void meetsTheGateTakesATokenAndFetches()
    {
        CliResult result = download();
        QCOMPARE(result.code, 1);
        QVERIFY2(result.err.contains("reverie models login"), result.err.constData());

        result = logIn(kToken);
        QVERIFY2(result.code == 0, result.err.constData());
        QVERIFY2(result.out.startsWith("Signed in as ada"), result.out.constData());

        result = download();
        QCOMPARE(result.code, 1);
        QVERIFY2(result.err.contains(("/" + kId).toLatin1()), result.err.constData());

        grant();
        result = download();
        QVERIFY2(result.code == 0, result.err.constData());
        const QString folder = result.outLines().value(0);
        QVERIFY(QFileInfo(folder + "/unet/diffusion_pytorch_model.safetensors").isSymLink());
        QVERIFY(!QFileInfo::exists(folder + "/safety_checker"));
        QVERIFY(!QFileInfo::exists(folder + "/sd-v1-4.ckpt"));

        result = m_cli->run({"generate", "a forest", "-m", kId, "-o", "a.png"});
        QVERIFY2(result.code == 0, result.err.constData());
    }

    void keepsNoTokenThatTheHubDoesNotKnow()
    {
        const CliResult result = logIn("hf_Unknown");
        QCOMPARE(result.code, 1);
        QVERIFY2(result.err.contains("token"), result.err.constData());
        QCOMPARE(m_cli->run({"models", "whoami"}).code, 1);
    }

    void saysWhoIsSignedInAndForgets()
    {
        QCOMPARE(m_cli->run({"models", "whoami"}).code, 1);
        QCOMPARE(logIn(kToken).code, 0);
        const json who = json::parse(m_cli->run({"models", "whoami", "--json"}).out.toStdString());
        QCOMPARE(who["name"], "ada");
        QCOMPARE(who["readsGated"], true);
        QCOMPARE(m_cli->run({"models", "logout"}).code, 0);
        QCOMPARE(m_cli->run({"models", "whoami"}).code, 1);
    }

    void n10_theTokenStandsNowhereButInItsFile()
    {
        QCOMPARE(logIn(kToken).code, 0);
        grant();
        CliResult all = m_cli->run({"--log-level", "debug", "models", "download", kId});
        QCOMPARE(all.code, 0);
        QVERIFY(!all.err.contains(kToken) && !all.out.contains(kToken));
        QStringList holders;
        for (const QString& name : m_cli->files()) {
            QFile file(m_cli->path(name));
            if (file.open(QIODevice::ReadOnly) && file.readAll().contains(kToken))
                holders << name;
        }
        QCOMPARE(holders.size(), 1);
        QVERIFY2(holders.front().startsWith("data/"), qPrintable(holders.front()));
        QCOMPARE(QFileInfo(m_cli->path(holders.front())).permissions() & 0x0077, QFile::Permissions());
    }

    void n10_notInPicturesAndNotAmongArguments()
    {
        m_cli->setVariable("HF_TOKEN", QString::fromLatin1(kToken));
        grant();
        QCOMPARE(download().code, 0);
        const QStringList generate{"--log-level", "debug", "generate", "-m", kId};
        const CliResult made = m_cli->run(generate + QStringList{"a forest", "-o", "a.png"});
        QVERIFY2(made.code == 0, made.err.constData());
        const CliResult failed = m_cli->run(generate + QStringList{"throw at 2", "-o", "b.png"});
        QCOMPARE(failed.code, 1);
        QByteArray arguments;
        std::ignore = m_cli->run(generate + QStringList{"wait at 2", "-o", "c.png"}, [&](QProcess& process) {
            QTRY_VERIFY_WITH_TIMEOUT((arguments = argumentsOfAll()).contains("fake-engine"), 20'000);
            process.kill();
        });
        for (const QByteArray& told : {made.out, made.err, failed.out, failed.err, arguments})
            QVERIFY2(!told.contains(kToken), told.constData());
        QVERIFY(m_cli->files().contains("a.png"));
        for (const QString& name : m_cli->files()) {
            QFile file(m_cli->path(name));
            QVERIFY2(file.open(QIODevice::ReadOnly) && !file.readAll().contains(kToken), qPrintable(name));
        }
    }

    void n06_saysWhereNameAndPasswordOfAProxyGo()
    {
        const fake_hub::FakeProxy proxy({{}, "ada:geheim"});
        const QString place = QStringLiteral("127.0.0.1:%1").arg(proxy.port());
        m_cli->setVariable("HF_ENDPOINT", "https://hub.test");
        m_cli->setVariable("https_proxy", "http://" + place);
        CliResult result = m_cli->run({"models", "search", "forest"});
        QCOMPARE(result.code, 1);
        QVERIFY2(result.err.contains("the proxy " + place.toLatin1() + " asks for a name and a password") &&
                result.err.contains("https_proxy=http://NAME:PASSWORD@" + place.toLatin1()),
            result.err.constData());
        m_cli->setVariable("https_proxy", "http://ada:FalschesWort@" + place);
        result = m_cli->run({"--log-level", "debug", "models", "search", "forest"});
        QCOMPARE(result.code, 1);
        QVERIFY2(result.err.contains("does not accept this name and password"), result.err.constData());
        QVERIFY2(!(result.err + result.out).contains("FalschesWort"), result.err.constData());
        for (const QString& name : m_cli->files()) {
            QFile file(m_cli->path(name));
            QVERIFY(file.open(QIODevice::ReadOnly) && !file.readAll().contains("FalschesWort"));
        }
    }

    void d01_goesOnAfterThreeCutsAndAKill()
    {
        m_cli->setVariable("HF_TOKEN", QString::fromLatin1(kToken));
        grant();
        QByteArray digest;
        m_hub->change(kId, [&](fake_hub::Repository& repository) {
            QMap<QString, QByteArray> files;
            const auto& before = repository.history.back().files;
            for (auto file = before.begin(); file != before.end(); ++file)
                files.insert(file.key(), file->bytes);
            const QString big = "unet/diffusion_pytorch_model.safetensors";
            files[big] = SafetensorsBuilder().addF32("conv_in.bias", {750'000}).build();
            repository.commit(files);
            digest = repository.history.back().files[big].sha256;
        });
        for (int i = 0; i < 3; ++i)
            m_hub->addCdnFault({.fault = {.cutAt = 400'000}, .pathPart = digest});
        m_hub->addCdnFault({.fault = {.stallAt = 500'000}, .pathPart = digest});
        std::ignore = m_cli->run({"models", "download", kId, "--json"}, [this](QProcess& process) {
            QTRY_VERIFY_WITH_TIMEOUT(received(process) > 1'200'000, 20'000);
            process.kill();
        });
        m_hub->clearFaults();
        m_hub->forgetRequests();
        const CliResult result = download();
        QVERIFY2(result.code == 0, result.err.constData());
        bool hasGoneOn = false;
        for (const fake_hub::Request& request : m_hub->cdnRequests())
            hasGoneOn = hasGoneOn || net::headerValue(request.headers, "range").startsWith("bytes=");
        QVERIFY(hasGoneOn);
        const CliResult checked = m_cli->run({"models", "verify", kId});
        QCOMPARE(checked.code, 0);
        QVERIFY(checked.out.contains("whole") && !checked.out.contains("damaged"));
    }

    void findsADamagedFile()
    {
        m_cli->setVariable("HF_TOKEN", QString::fromLatin1(kToken));
        grant();
        const QString folder = download().outLines().value(0);
        QFile blob(QFileInfo(folder + "/vae/diffusion_pytorch_model.safetensors").canonicalFilePath());
        QVERIFY(blob.open(QIODevice::ReadWrite) && blob.seek(20) && blob.write("X") == 1);
        blob.close();
        CliResult result = m_cli->run({"models", "verify", kId});
        QCOMPARE(result.code, 1);
        QVERIFY2(result.out.contains("damaged"), result.err.constData());
    }

    void loginAsksAboutTheTokenItWasGivenNotAVariables()
    {
        m_cli->setVariable("HF_TOKEN", QString::fromLatin1(kToken));
        CliResult result = logIn("hf_Unknown");
        QCOMPARE(result.code, 1);
        m_hub->addToken("hf_Bob", {.user = "bob", .kind = fake_hub::Token::Kind::FineGrainedWithGated});
        result = logIn("hf_Bob");
        QVERIFY2(result.code == 0 && result.out.startsWith("Signed in as bob"), result.err.constData());
        QVERIFY2(result.err.contains("HF_TOKEN is set"), result.err.constData());
    }

    void verifyMissesAFileThatIsGone()
    {
        m_cli->setVariable("HF_TOKEN", QString::fromLatin1(kToken));
        grant();
        const QString folder = download().outLines().value(0);
        QVERIFY(QFile::remove(QFileInfo(folder + "/scheduler/scheduler_config.json").canonicalFilePath()));
        const CliResult result = m_cli->run({"models", "verify", kId});
        QCOMPARE(result.code, 1);
        QVERIFY2(result.out.contains("missing"), (result.out + result.err).constData());
    }

    void listsAndSearches()
    {
        m_hub->add(fake_hub::Repository::of("someone/forest-diffusion", {{"README.md", "a forest"}}));
        m_hub->change("someone/forest-diffusion",
            [](fake_hub::Repository& each) { each.tags << "text-to-image", each.downloads = 7; });
        const CliResult found = m_cli->run({"models", "search", "forest"});
        QVERIFY2(found.code == 0, found.err.constData());
        QVERIFY2(found.out.startsWith("someone/forest-diffusion"), found.out.constData());
        m_cli->setVariable("HF_TOKEN", QString::fromLatin1(kToken));
        grant();
        QCOMPARE(download().code, 0);
        const CliResult listed = m_cli->run({"models", "list", "--json"});
        QVERIFY2(listed.out.contains(kId.toUtf8()), (listed.out + listed.err).constData());
    }

    void explainsWhatIsNotThere()
    {
        CliResult result = m_cli->run({"models", "download", "nobody/nothing"});
        QCOMPARE(result.code, 1);
        result = m_cli->run({"models", "download", "runwayml/stable-diffusion-v1-5"});
        QVERIFY2(result.err.contains("stable-diffusion-v1-5/stable-diffusion-v1-5"), result.err.constData());
        result = m_cli->run({"generate", "x", "-m", kId});
        QVERIFY2(result.err.contains("reverie models download " + kId.toUtf8()), result.err.constData());
        m_cli->setVariable("HF_HUB_OFFLINE", "1");
        result = download();
        QCOMPARE(result.code, 1);
        QVERIFY2(result.err.contains("HF_HUB_OFFLINE"), result.err.constData());
        m_cli->setVariable("HF_ENDPOINT", "ftp://somewhere");
        QCOMPARE(download().code, 2);
    }

    void importsAModelOnce()
    {
        const QString source = m_cli->path("model");
        CliResult result = m_cli->run({"models", "import", source});
        QVERIFY2(result.code == 0, result.err.constData());
        QVERIFY(QFileInfo(result.outLines().value(0) + "/model_index.json").exists());
        QCOMPARE(m_cli->run({"generate", "a forest", "-m", "model", "-o", "b.png"}).code, 0);
        QCOMPARE(m_cli->run({"models", "import", source}).code, 1);
    }

    void removesAModelOnlyWhenToldTo()
    {
        m_cli->setVariable("HF_TOKEN", QString::fromLatin1(kToken));
        m_cli->setVariable("XDG_DATA_HOME", m_cli->path("xdg"));
        grant();
        const QString folder = download().outLines().value(0);
        CliResult result = m_cli->run({"models", "remove", kId});
        QCOMPARE(result.code, 2);
        QVERIFY2(result.err.contains("--yes"), result.err.constData());
        QVERIFY(QFileInfo::exists(folder));
        result = m_cli->run({"models", "remove", kId, "--yes"});
        QVERIFY2(result.code == 0, result.err.constData());
        QVERIFY(!QFileInfo::exists(folder));
        QCOMPARE(m_cli->run({"generate", "x", "-m", kId}).code, 1);
    }

private:
    CliResult download() { return m_cli->run({"models", "download", kId}); }

    CliResult logIn(const QByteArray& token)
    {
        return m_cli->run({"models", "login", "--plain-file"}, [&](QProcess& process) {
            process.write(token + "\n");
            process.closeWriteChannel();
        });
    }

    void grant()
    {
        m_hub->change(kId, [](fake_hub::Repository& each) { each.access["ada"] = fake_hub::Access::Granted; });
    }

    /// How many bytes the last event says.
    qint64 received(QProcess& process)
    {
        process.waitForReadyRead(20);
        m_seen += process.readAllStandardOutput();
        qint64 bytes = 0;
        for (const QByteArray& line : m_seen.left(m_seen.lastIndexOf('\n') + 1).split('\n'))
            if (const json event = json::parse(line.toStdString(), nullptr, false);
                event.is_object() && event.value("event", "") == "progress")
                bytes = std::max(bytes, event.value("bytes", qint64{0}));
        return bytes;
    }

    std::optional<fake_hub::FakeHub> m_hub;
    std::optional<CliRun> m_cli;
    QByteArray m_seen;
};

QTEST_GUILESS_MAIN(TstModelsHub)
#include "tst_models_hub.moc"
