#include "core/weights/checkpoint.h"
#include "core/weights/model_summary.h"
#include "tests/support/torch_checkpoint.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace reverie;
using namespace reverie::test;
using namespace reverie::weights;
using nlohmann::json;

namespace {

const QString kData = QStringLiteral(REVERIE_TEST_DATA "/golden/");

/// Every tensor of a part with its bytes; a sentence where one cannot be read.
json contentsOf(const QString& path, ModelPart part)
{
    const auto set = openCheckpointPart(path, part);
    if (!set)
        return sentence(set.error()).remove(path).toStdString();
    json all = json::object();
    for (const TensorInfo& tensor : set->tensors()) {
        std::vector<std::byte> bytes(tensor.bytes);
        const auto read = set->read(tensor, bytes);
        const auto hash = std::hash<std::string_view>()({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
        all[tensor.name] = {dtypeName(tensor.dtype).toStdString(), tensor.shape, read ? hash : 0};
    }
    return all;
}

json factsOf(const ModelSummary& model)
{
    json parts = json::array();
    for (const ComponentSummary& part : model.components)
        parts.push_back(
            {part.name.toStdString(), part.parameterCount, part.bytes, dtypeName(part.dtype).toStdString()});
    return {model.name.toStdString(), model.kind.toStdString(), model.family.toStdString(), model.nativeWidth,
        model.nativeHeight, model.vaeFactor, model.latentChannels, model.predictionType.toStdString(),
        model.schedulerClass.toStdString(), model.hasEmaCopies, parts};
}

}  // namespace

/// A whole model in a PyTorch checkpoint is the model that it is in safetensors, tensor by tensor.
class TstTorchModel final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QFile file(kData + QStringLiteral("single_files.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        m_golden = json::parse(file.readAll().toStdString());
    }

    void isTheModelThatItIsInSafetensors_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<bool>("isTurned");
        for (const char* name : {"sd1 checkpoint", "sd2 checkpoint", "xl checkpoint"})
            for (const bool isTurned : {false, true})
                QTest::addRow("%s, %s", name, isTurned ? "turned" : "plain") << QByteArray(name) << isTurned;
    }

    void isTheModelThatItIsInSafetensors()
    {
        QFETCH(const QByteArray, name);
        QFETCH(const bool, isTurned);
        const CheckpointBytes file = goldenCheckpoint(m_golden["models"][name.toStdString()]);
        const QTemporaryDir folder;
        const QString safe = folder.filePath("m.safetensors");
        const QString torch = folder.filePath("m.ckpt");
        QVERIFY(writeFile(safe, file.file()) && writeFile(torch, torchFile(file, isTurned)));
        const auto expected = describeModel(safe);
        const auto found = describeModel(torch);
        QVERIFY2(expected && found, found ? "" : qPrintable(sentence(found.error())));
        QCOMPARE(factsOf(*found).dump(1), factsOf(*expected).dump(1));
        for (const ModelPart part : {ModelPart::TextEncoder, ModelPart::TextEncoder2, ModelPart::UNet, ModelPart::Vae})
            QCOMPARE(contentsOf(torch, part).dump(1), contentsOf(safe, part).dump(1));
        QVERIFY(contentsOf(torch, ModelPart::UNet).size() > 50);
    }

private:
    json m_golden;
};

QTEST_GUILESS_MAIN(TstTorchModel)
#include "tst_torch_model.moc"
