#include "core/base/paths.h"
#include "core/image/png_reader.h"
#include "tests/support/cli_run.h"
#include "tests/support/small_vocabulary.h"

#include <nlohmann/json.hpp>

using namespace reverie::test;
using nlohmann::json;

/// The whole chain with the real engine: what only loading the weights can find, and a picture of the starter model.
class TstEngine final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!QFileInfo::exists(m_engine))
            QSKIP("reverie-engine was not built");
    }

    void init()
    {
        m_cli.emplace();
        m_cli->setVariable("REVERIE_ENGINE_BINARY", m_engine);
        QVERIFY(!m_cli->model().isEmpty());
        QVERIFY(writeSmallVocabulary(m_cli->path("model/tokenizer")));
    }

    void refusesDamagedWeights_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("says");
        const QByteArray whole = SafetensorsBuilder().addF32("conv_in.bias", {2, 5}).build();
        QTest::newRow("cut short") << whole.chopped(3) << "cut short";
        QTest::newRow("HTML") << QByteArray("<!DOCTYPE html><html>log in</html>") << "web page";
        QTest::newRow("Git LFS pointer") << QByteArray(
                                                "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n")
                                         << "Git LFS";
        QTest::newRow("pickle") << QByteArray("\x80\x02}q\x01.") << "old PyTorch checkpoint";
        QTest::newRow("missing tensors, the first five by name") << whole << "does not fit the model: \"text_model.";
    }

    void refusesDamagedWeights()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, says);
        QVERIFY(writeFile(m_cli->path("model/unet/diffusion_pytorch_model.safetensors"), content));
        QVERIFY(writeFile(m_cli->path("model/text_encoder/model.safetensors"), content));
        expectFailure({"generate", "a forest", "-m", "model"}, says);
    }

    void refusesAGpuThatIsNotThere()
    {
        if (QFileInfo::exists("/dev/nvidia0"))
            QSKIP("there is one");
        expectFailure({"generate", "a forest", "-m", "model", "--device", "cuda"}, "cpu");
    }

    /// Same seed, same pixels; the files name the weights by their hashes.
    void makesAPictureOfTheStarterModel()
    {
        if (!QFileInfo::exists(reverie::Paths::starterModel() + "/model_index.json"))
            QSKIP("the starter model is not there");
        const QStringList arguments = {"generate", "a red forest", "--steps", "2", "--seed", "7", "--quiet", "-o"};
        for (const char* name : {"a.png", "b.png"}) {
            const CliResult result = m_cli->run(arguments + QStringList{name});
            QVERIFY2(result.code == 0, result.err.constData());
        }
        const auto first = reverie::image::readPngPixels(m_cli->path("a.png")).value();
        QVERIFY(first.pixels == reverie::image::readPngPixels(m_cli->path("b.png"))->pixels);
        const auto metadata = reverie::image::readPngMetadata(m_cli->path("a.png")).value();
        const json ours = json::parse(metadata.texts.at(1).text.toStdString());
        for (const char* part : {"text_encoder", "unet", "vae"})
            QCOMPARE(ours["model"]["files"][part][0].get<std::string>().size(), std::size_t{64});
    }

private:
    void expectFailure(const QStringList& arguments, const QString& says)
    {
        const CliResult result = m_cli->run(arguments + QStringList{"--quiet"});
        QCOMPARE(result.code, 1);
        QCOMPARE(result.out, QByteArray());
        QVERIFY2(result.errLines().size() == 1 && QString::fromUtf8(result.err).contains(says), result.err.constData());
        QCOMPARE(m_cli->files().filter(QRegularExpression("\\.(png|part)$")), QStringList());
    }

    const QString m_engine = REVERIE_BINARY_DIR "/reverie-engine";
    std::optional<CliRun> m_cli;
};

QTEST_GUILESS_MAIN(TstEngine)
#include "tst_engine.moc"
