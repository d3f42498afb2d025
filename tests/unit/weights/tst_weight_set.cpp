#include "core/weights/check_keys.h"
#include "core/weights/weight_set.h"
#include "tests/support/pickle_bytes.h"
#include "tests/support/safetensors_bytes.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace reverie;
using namespace reverie::test;
using namespace reverie::weights;

namespace {

QByteArray oneTensor(const QByteArray& name)
{
    return SafetensorsBuilder().addF32(name, {2}).build();
}

QByteArray torchFile(const QByteArray& name)
{
    return pickled::checkpoint(pickled::dict({{name, pickled::tensor({})}})).build();
}

}  // namespace

/// Which file is taken, today's names for yesterday's keys, and the comparison with what an architecture needs.
class TstWeightSet final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder.emplace(); }

    void takesPlainNamesBeforeVariants_data()
    {
        QTest::addColumn<QStringList>("present");
        QTest::addColumn<QString>("taken");
        QTest::newRow("plain") << QStringList{"m.safetensors", "m.fp16.safetensors"} << "m.safetensors";
        QTest::newRow("fp16") << QStringList{"m.fp16.safetensors", "m.non_ema.safetensors"} << "m.fp16.safetensors";
        QTest::newRow("bf16") << QStringList{"m.bf16.safetensors"} << "m.bf16.safetensors";
        QTest::newRow("non_ema") << QStringList{"m.non_ema.safetensors"} << "m.non_ema.safetensors";
        QTest::newRow("pickle beside it") << QStringList{"m.bin", "m.safetensors"} << "m.safetensors";
        QTest::newRow("pickle beside a variant") << QStringList{"m.bin", "m.fp16.safetensors"} << "m.fp16.safetensors";
        QTest::newRow("pickle") << QStringList{"m.bin", "m.fp16.bin"} << "m.bin";
        QTest::newRow("pickle variant") << QStringList{"m.fp16.bin"} << "m.fp16.bin";
    }

    void takesPlainNamesBeforeVariants()
    {
        QFETCH(const QStringList, present);
        QFETCH(const QString, taken);
        for (const QString& name : present)
            QVERIFY(writeFile(file(name), name.endsWith(".bin") ? torchFile("a") : oneTensor("a")));
        const auto set = open();
        QVERIFY2(set, set ? "" : qPrintable(sentence(set.error())));
        QCOMPARE(set->files(), QStringList{file(taken)});
    }

    void takesTextEncodersUnderPyTorchsName()
    {
        QVERIFY(writeFile(file("pytorch_model.bin"), torchFile("text_model.final_layer_norm.bias")));
        const auto set = WeightSet::open(m_folder->path(), QStringLiteral("model"));
        QVERIFY2(set, set ? "" : qPrintable(sentence(set.error())));
        QCOMPARE(set->tensors().size(), std::size_t{1});
    }

    void readsShardsOfPyTorch()
    {
        QVERIFY(writeFile(file("m-00001-of-00002.bin"), torchFile("a")));
        QVERIFY(writeFile(file("m-00002-of-00002.bin"), torchFile("b")));
        QVERIFY(writeFile(
            file("m.bin.index.json"), R"({"weight_map":{"a":"m-00001-of-00002.bin","b":"m-00002-of-00002.bin"}})"));
        const auto set = open();
        QVERIFY2(set, set ? "" : qPrintable(sentence(set.error())));
        QCOMPARE(set->tensors().size(), std::size_t{2});
        std::vector<std::byte> bytes(24);
        QVERIFY(set->read(*set->find("b"), bytes));
        QCOMPARE(bytes, std::vector<std::byte>(24, std::byte{1}));
        QVERIFY(writeFile(file("m-00002-of-00002.bin"), torchFile("c")));
        QCOMPARE(open().error().code, ErrorCode::Corrupt);
    }

    void readsShardsOfAVariant_data()
    {
        QTest::addColumn<QString>("index");
        QTest::newRow("variant at the end") << "m.safetensors.index.fp16.json";
        QTest::newRow("variant in the middle") << "m.fp16.safetensors.index.json";
    }

    void readsShardsOfAVariant()
    {
        QFETCH(const QString, index);
        QVERIFY(writeFile(file("m.fp16-00001-of-00001.safetensors"), oneTensor("a")));
        QVERIFY(writeFile(file(index), R"({"weight_map":{"a":"m.fp16-00001-of-00001.safetensors"}})"));
        QVERIFY(open().has_value());
    }

    void saysWhyThereIsNothingToRead_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<ErrorCode>("code");
        QTest::addColumn<QString>("says");
        QTest::newRow("nothing") << "readme.md" << QByteArray("x") << ErrorCode::NotFound << "holds no weights";
        QTest::newRow("K17 old pickle") << "m.bin" << QByteArray::fromHex("80028a0a") << ErrorCode::Unsupported
                                        << "old PyTorch checkpoint";
        QTest::newRow("checkpoint by name alone")
            << "m.bin" << QByteArray("x") << ErrorCode::Corrupt << "is not a file of weights";
        QTest::newRow("another name") << "other.bin" << torchFile("a") << ErrorCode::Unsupported << "not called what";
        QTest::newRow("OpenVINO") << "openvino_model.bin" << QByteArray("x") << ErrorCode::Unsupported << "OpenVINO";
        QTest::newRow("Flax") << "m.msgpack" << QByteArray("x") << ErrorCode::Unsupported << "a Flax file";
        QTest::newRow("web page as safetensors")
            << "m.safetensors" << QByteArray("<!doctype html>") << ErrorCode::Corrupt << "web page";
    }

    void saysWhyThereIsNothingToRead()
    {
        QFETCH(const QString, name);
        QFETCH(const QByteArray, content);
        QFETCH(const QString, says);
        QVERIFY(writeFile(file(name), content));
        const auto set = open();
        QVERIFY(!set);
        QTEST(set.error().code, "code");
        QVERIFY2(set.error().detail.contains(says), qPrintable(set.error().detail));
    }

    void saysThatAFolderIsMissing()
    {
        const auto set = WeightSet::open(file("none"), QStringLiteral("m"));
        QCOMPARE(set.error().code, ErrorCode::NotFound);
    }

    void givesTodaysNames_data()
    {
        QTest::addColumn<QByteArray>("old");
        QTest::addColumn<QByteArray>("now");
        const auto row = [](const char* old, const char* now) {
            QTest::newRow(old) << QByteArray(old) << QByteArray(now);
        };
        row("encoder.mid_block.attentions.0.query.weight", "encoder.mid_block.attentions.0.to_q.weight");
        row("encoder.mid_block.attentions.0.key.bias", "encoder.mid_block.attentions.0.to_k.bias");
        row("decoder.mid_block.attentions.0.value.weight", "decoder.mid_block.attentions.0.to_v.weight");
        row("decoder.mid_block.attentions.0.proj_attn.bias", "decoder.mid_block.attentions.0.to_out.0.bias");
        row("embeddings.token_embedding.weight", "text_model.embeddings.token_embedding.weight");
        row("encoder.layers.0.mlp.fc1.bias", "text_model.encoder.layers.0.mlp.fc1.bias");
        row("final_layer_norm.weight", "text_model.final_layer_norm.weight");
        row("text_model.final_layer_norm.weight", "text_model.final_layer_norm.weight");
        row("encoder.conv_in.weight", "encoder.conv_in.weight");
        row("encoder.down_blocks.0.resnets.0.norm1.bias", "encoder.down_blocks.0.resnets.0.norm1.bias");
        row("down_blocks.0.attentions.0.proj_in.weight", "down_blocks.0.attentions.0.proj_in.weight");
    }

    void givesTodaysNames()
    {
        QFETCH(const QByteArray, old);
        QFETCH(const QByteArray, now);
        QVERIFY(writeFile(file("m.safetensors"), oneTensor(old)));
        const auto set = open();
        QCOMPARE(QByteArray::fromStdString(set->tensors().at(0).name), now);
        QVERIFY(set->find(now.toStdString()) != nullptr);
    }

    void takesConvolutionsOfOnePixelAsLinearOnlyInAttention()
    {
        QVERIFY(writeFile(file("m.safetensors"),
            SafetensorsBuilder()
                .addF32("encoder.mid_block.attentions.0.query.weight", {4, 3, 1, 1})
                .addF32("decoder.mid_block.attentions.0.to_out.0.weight", {4, 3, 1, 1})
                .addF32("down_blocks.0.attentions.0.proj_in.weight", {4, 3, 1, 1})
                .addF32("quant_conv.weight", {8, 8, 1, 1})
                .build()));
        const auto set = open();
        QCOMPARE(set->find("encoder.mid_block.attentions.0.to_q.weight")->shape, (std::vector<std::int64_t>{4, 3}));
        QCOMPARE(set->find("decoder.mid_block.attentions.0.to_out.0.weight")->shape, (std::vector<std::int64_t>{4, 3}));
        QCOMPARE(set->find("down_blocks.0.attentions.0.proj_in.weight")->shape.size(), std::size_t{4});
        QCOMPARE(set->find("quant_conv.weight")->shape.size(), std::size_t{4});
    }

    void passesOverPositionIds()
    {
        QVERIFY(writeFile(file("m.safetensors"),
            SafetensorsBuilder()
                .add("text_model.embeddings.position_ids", "I64", "[1]", QByteArray(8, '\0'))
                .addF32("a", {1})
                .build()));
        QCOMPARE(open()->tensors().size(), std::size_t{1});
    }

    void refusesATensorUnderTwoNames()
    {
        QVERIFY(writeFile(file("m.safetensors"),
            SafetensorsBuilder().addF32("attentions.0.query.bias", {1}).addF32("attentions.0.to_q.bias", {1}).build()));
        QCOMPARE(open().error().code, ErrorCode::Corrupt);
    }

    void counts()
    {
        QVERIFY(writeFile(file("m.safetensors"),
            SafetensorsBuilder()
                .addF32("a", {3})
                .add("b", "F16", "[10]", QByteArray(20, '\0'))
                .add("c", "BOOL", "[2]", QByteArray(2, '\0'))
                .build()));
        const auto set = open();
        QCOMPARE(set->parameterCount(), std::uint64_t{15});
        QCOMPARE(set->weightBytes(), std::uint64_t{34});
        QCOMPARE(set->mainDType(), DType::F16);
    }

    void S32_acceptsWhatFits()
    {
        QVERIFY(writeFile(file("m.safetensors"), SafetensorsBuilder().addF32("a", {3}).addF32("b", {2, 2}).build()));
        QVERIFY(checkKeys({{"b", {2, 2}}, {"a", {3}}}, *open(), QStringLiteral("UNet")).has_value());
    }

    void S32_namesTheFirstFiveDifferences()
    {
        QVERIFY(writeFile(file("m.safetensors"),
            SafetensorsBuilder().addF32("a", {3}).addF32("x", {1}).addF32("y", {1}).addF32("z", {1}).build()));
        const auto checked = checkKeys({{"a", {4, 1}}, {"b", {1}}, {"c", {1}}}, *open(), QStringLiteral("UNet"));
        QCOMPARE(checked.error().code, ErrorCode::Unsupported);
        const QString differences = R"("b" is missing, "c" is missing, "a" has the shape [3] instead of [4, 1], )"
                                    R"("x" is not known, "y" is not known, and 1 more)";
        QCOMPARE(checked.error().detail,
            QStringLiteral("the UNet in %1 does not fit the model: %2").arg(file("m.safetensors"), differences));
    }

private:
    QString file(const QString& name) const { return m_folder->filePath(name); }
    Result<WeightSet> open() const { return WeightSet::open(m_folder->path(), QStringLiteral("m")); }

    std::optional<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TstWeightSet)
#include "tst_weight_set.moc"
