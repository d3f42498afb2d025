#include "core/image/png_reader.h"
#include "tests/support/cli_run.h"
#include "tests/support/torch_checkpoint.h"

using namespace reverie;
using namespace reverie::test;
using nlohmann::json;

namespace {

const QString kData = QStringLiteral(REVERIE_TEST_DATA "/golden/");

/// What a call of this function with a shell command would be, as a pickle says it.
QByteArray evil(const char* module, const char* name)
{
    using namespace pickled;
    return checkpoint(call(global(module, name), tuple({text("touch reverie-ran-code")}))).build();
}

QByteArray golden(const char* name)
{
    QFile file(kData + QStringLiteral("torch_files/") + QLatin1String(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace

/// Checkpoints of PyTorch from the command line to the picture, with the real engine.
class TstTorchCheckpoints final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!QFileInfo::exists(QStringLiteral(REVERIE_BINARY_DIR "/reverie-engine")))
            QSKIP("no engine");
        QFile file(kData + QStringLiteral("single_files.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        m_golden = json::parse(file.readAll().toStdString());
    }

    void init()
    {
        m_cli.emplace();
        m_cli->setVariable("REVERIE_ENGINE_BINARY", REVERIE_BINARY_DIR "/reverie-engine");
        QVERIFY(writeGoldenTokenizers(m_cli->path({}), kData));
    }

    void givesThePictureOfTheSameWeightsInSafetensors_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<bool>("isTurned");
        QTest::newRow("SD 1.x") << QByteArray("sd1 checkpoint") << false;
        QTest::newRow("SD 1.x, transposed") << QByteArray("sd1 checkpoint") << true;
        QTest::newRow("SD 2.x, transposed") << QByteArray("sd2 checkpoint") << true;
        QTest::newRow("SDXL, transposed") << QByteArray("xl checkpoint") << true;
    }

    void givesThePictureOfTheSameWeightsInSafetensors()
    {
        QFETCH(const QByteArray, name);
        QFETCH(const bool, isTurned);
        const CheckpointBytes weights = goldenCheckpoint(m_golden["models"][name.toStdString()]);
        QVERIFY(writeFile(m_cli->path("model.safetensors"), weights.file()));
        const request::RgbImage expected = picture("model.safetensors");
        QVERIFY(QFile::remove(m_cli->path("model.safetensors")));
        QVERIFY(writeFile(m_cli->path("model.ckpt"), torchFile(weights, isTurned)));
        const request::RgbImage found = picture("model.ckpt");
        QCOMPARE(found.width, 64);
        QVERIFY(found.pixels == expected.pixels);
        QVERIFY(std::ranges::count(found.pixels, found.pixels.front()) < std::ssize(found.pixels));
    }

    void K01_namesTheCodeAndRunsNothing_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("code");
        for (const char* code :
            {"os.system", "posix.system", "builtins.eval", "subprocess.Popen", "runpy._run_code", "pip.main"}) {
            const QByteArray name(code);
            const auto point = name.lastIndexOf('.');
            QTest::newRow(code) << evil(name.left(point), name.mid(point + 1)) << QString(code);
        }
        QTest::newRow("written by torch.save") << golden("code.ckpt") << QString("posix.system");
        QTest::newRow("written by torch.save, among tensors") << golden("code_within.ckpt") << QString("posix.system");
    }

    void K01_namesTheCodeAndRunsNothing()
    {
        QFETCH(const QByteArray, content);
        QFETCH(const QString, code);
        QVERIFY(!content.isEmpty() && writeFile(m_cli->path("model-evil.ckpt"), content));
        QVERIFY(
            writeFile(m_cli->path("model.safetensors"), goldenCheckpoint(m_golden["models"]["sd1 checkpoint"]).file()));
        const QString says = QStringLiteral("contains code: ") + code;
        refuses({"generate", "red forest", "-m", "model-evil.ckpt", "--quiet"}, says);
        refuses({"generate", "red forest", "-m", "model.safetensors", "--vae", "model-evil.ckpt", "--quiet"}, says);
        refuses({"models", "info", "model-evil.ckpt"}, says);
    }

    /// A file that the strict reader refuses is refused; nothing else is tried on it.
    void K19_triesNoOtherReader_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("says");
        const QByteArray whole = torchFile(goldenCheckpoint(m_golden["models"]["sd1 checkpoint"]), false);
        QTest::newRow("directory cut") << whole.chopped(1) << "does not end as an archive does";
        QTest::newRow("half") << whole.first(whole.size() / 2) << "does not end as an archive does";
        QByteArray spoilt = whole;
        spoilt[whole.size() / 2] = static_cast<char>(spoilt[whole.size() / 2] ^ 1);
        QTest::newRow("one bit of the weights") << spoilt << "checksum";
        QTest::newRow("before PyTorch 1.6") << golden("legacy.pt") << "old PyTorch checkpoint";
        QTest::newRow("TorchScript") << golden("script.pt") << "TorchScript program";
        QTest::newRow("other instructions") << golden("protocol_4.pt") << "the instruction STACK_GLOBAL";
        QTest::newRow("bare pickle") << pickled::program(pickled::dict({{"a", pickled::tensor({})}}))
                                     << "old PyTorch checkpoint";
    }

    void K19_triesNoOtherReader()
    {
        QFETCH(const QByteArray, content);
        QFETCH(const QString, says);
        QVERIFY(!content.isEmpty() && writeFile(m_cli->path("model.ckpt"), content));
        refuses({"generate", "red forest", "-m", "model.ckpt", "--size", "64x64", "--quiet"}, says);
    }

private:
    request::RgbImage picture(const QString& model)
    {
        const CliResult result = m_cli->run({"generate", "red forest", "-n", "blue", "-m", model, "--seed", "5",
            "--steps", "3", "--size", "64x64", "--quiet", "-o", "a.png", "--force"});
        if (result.code != 0)
            qWarning("%s", result.err.constData());
        return image::readPngPixels(m_cli->path("a.png")).value_or(request::RgbImage{});
    }

    /// One sentence, exit code 1, no picture, and nothing was run.
    void refuses(const QStringList& arguments, const QString& says)
    {
        const CliResult result = m_cli->run(arguments);
        QVERIFY2(result.code == 1, result.err.constData());
        QCOMPARE(result.out, QByteArray());
        QVERIFY2(QString::fromUtf8(result.err).contains(says), result.err.constData());
        QVERIFY2(result.errLines().size() == 1 && result.err.startsWith("reverie: ") && result.err.endsWith(".\n"),
            result.err.constData());
        QVERIFY2(m_cli->files().filter(QRegularExpression("reverie-ran-code|\\.png$")).isEmpty(),
            qPrintable(m_cli->files().join(' ')));
    }

    json m_golden;
    std::optional<CliRun> m_cli;
};

QTEST_GUILESS_MAIN(TstTorchCheckpoints)
#include "tst_torch_checkpoints.moc"
