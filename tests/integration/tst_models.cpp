#include "tests/support/cli_run.h"

#include <nlohmann/json.hpp>

using namespace reverie::test;
using nlohmann::json;

namespace {

/// Enough of a Stable Diffusion 1.x checkpoint in fp16 to be recognised.
QByteArray smallCheckpoint()
{
    SafetensorsBuilder file;
    for (const char* name :
        {"model.diffusion_model.input_blocks.0.0.weight", "first_stage_model.decoder.conv_in.weight",
            "cond_stage_model.transformer.text_model.final_layer_norm.bias"})
        file.add(name, "F16", "[8,4,3,3]", QByteArray(576, '\0'));
    return file.addF32("model_ema.decay", {1}).build();
}

}  // namespace

/// `reverie models info` and single files named to `reverie generate`.
class TstModels final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_cli.emplace();
        QVERIFY(!m_cli->model().isEmpty());
        QVERIFY(writeFile(m_cli->path("model-v1.safetensors"), smallCheckpoint()));
    }

    void saysWhatAFolderIs()
    {
        const CliResult result = m_cli->run({"models", "info", "model"});
        QVERIFY2(result.code == 0, result.err.constData());
        QCOMPARE(result.outLines().front(), QString("model: Stable Diffusion 1.x model in a folder, fp32, 200 bytes"));
    }

    void saysWhatACheckpointIs()
    {
        const CliResult result = m_cli->run({"models", "info", "model-v1.safetensors"});
        QVERIFY2(result.code == 0, result.err.constData());
        const QString first = result.outLines().front();
        QVERIFY2(first.startsWith("model-v1: Stable Diffusion 1.x checkpoint, fp16, 2.") &&
                first.endsWith("kB, with EMA copies"),
            qPrintable(first));
        QVERIFY(result.out.contains("prediction epsilon, as most models of its family"));
        const json info =
            json::parse(m_cli->run({"models", "info", "model-v1.safetensors", "--json"}).out.toStdString());
        QCOMPARE(info["kind"], "Stable Diffusion 1.x checkpoint");
        QCOMPARE(info["emaCopies"], true);
        QCOMPARE(info["components"].size(), std::size_t{3});
    }

    void findsACheckpointByItsName()
    {
        QVERIFY(QDir().mkpath(m_cli->path("data/data/models")));
        QVERIFY(writeFile(m_cli->path("data/data/models/forest.safetensors"), smallCheckpoint()));
        QCOMPARE(m_cli->run({"models", "info", "forest"}).code, 0);
        QVERIFY(m_cli->run({"models", "info", "nowhere"}).err.contains("or one of: forest"));
    }

    void makesPicturesWithACheckpoint()
    {
        const CliResult result = m_cli->run({"generate", "a forest", "-m", "model-v1.safetensors", "-o", "a.png"});
        QVERIFY2(result.code == 0, result.err.constData());
        QVERIFY(QFile::exists(m_cli->path("a.png")));
    }

private:
    std::optional<CliRun> m_cli;
};

QTEST_GUILESS_MAIN(TstModels)
#include "tst_models.moc"
