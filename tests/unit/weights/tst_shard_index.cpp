#include "core/weights/shard_index.h"
#include "core/weights/weight_set.h"
#include "tests/support/safetensors_bytes.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace reverie;
using namespace reverie::test;
using namespace reverie::weights;

namespace {

Result<ShardIndex> parse(const QByteArray& json)
{
    return parseShardIndex({json.constData(), static_cast<std::size_t>(json.size())}, QStringLiteral("index.json"));
}

QByteArray mapOf(const QByteArray& file)
{
    return R"({"metadata":{"total_size":8},"weight_map":{"a":)" + file + "}}";
}

}  // namespace

/// Rule R33: an index names plain files of its own folder and tells the truth about them.
class TstShardIndex final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsWhichFileHoldsWhat()
    {
        const auto index = parse(
            R"({"metadata":{"total_size":8,"x":[1,{}]},"weight_map":{"b":"2.safetensors","a":"1.safetensors","c":"1.safetensors"}})");
        QVERIFY(index.has_value());
        QCOMPARE(index->files, (std::vector<std::string>{"1.safetensors", "2.safetensors"}));
        QCOMPARE(index->tensors.at("b"), 1U);
        QCOMPARE(index->tensors.at("c"), 0U);
    }

    void R33_S33_refuses_data()
    {
        QTest::addColumn<QByteArray>("json");
        const auto row = [](const char* name, const QByteArray& json) { QTest::newRow(name) << json; };
        row("../other", mapOf(R"("../other.safetensors")"));
        row("an absolute path", mapOf(R"("/etc/a.safetensors")"));
        row("a separator", mapOf(R"("sub/a.safetensors")"));
        row("a separator through an escape", mapOf(R"("sub\u002fa.safetensors")"));
        row("a backslash", mapOf(R"("sub\\a.safetensors")"));
        row("a hidden file", mapOf(R"(".safetensors")"));
        row("..", mapOf(R"("..")"));
        row("another ending", mapOf(R"("a.onnx")"));
        row("NUL in a file name", mapOf(R"("a\u0000.safetensors")"));
        row("a long file name", mapOf('"' + QByteArray(300, 'a') + ".safetensors\""));
        row("a number for a file", mapOf("1"));
        row("null for a file", mapOf("null"));
        row("a table for a file", mapOf("{}"));
        row("a list for a file", mapOf(R"(["a.safetensors"])"));
        row("no weight_map", R"({"metadata":{}})");
        row("an empty weight_map", R"({"weight_map":{}})");
        row("weight_map is a list", R"({"weight_map":[]})");
        row("weight_map twice", R"({"weight_map":{"a":"1.safetensors"},"weight_map":{"b":"2.safetensors"}})");
        row("a tensor twice", R"({"weight_map":{"a":"1.safetensors","a":"2.safetensors"}})");
        row("an empty tensor name", R"({"weight_map":{"":"1.safetensors"}})");
        row("a list", "[]");
        row("no JSON", "{");
        row("nothing", "");
        row("junk behind", mapOf(R"("a.safetensors")") + '}');
        row("NUL and junk behind", mapOf(R"("a.safetensors")") + QByteArray("\0x", 2));
        row("100,000 nested lists", QByteArray(R"({"metadata":)") + QByteArray(100'000, '['));
    }

    void R33_S33_refuses()
    {
        QFETCH(const QByteArray, json);
        const auto index = parse(json);
        QVERIFY(!index);
        QCOMPARE(index.error().code, ErrorCode::Corrupt);
        QVERIFY(index.error().detail.startsWith("index.json is no sound list of shards: "));
    }

    void R33_S33_limitsShardsAndTensors()
    {
        QByteArray json = R"({"weight_map":{)";
        for (int i = 0; i < 100'000; ++i)
            json += QStringLiteral("%1\"t%2\":\"%2.safetensors\"").arg(i == 0 ? "" : ",").arg(i).toUtf8();
        QCOMPARE(parse(json + "}}").error().code, ErrorCode::Unsupported);
        json.truncate(json.indexOf(",\"t1025\""));
        QCOMPARE(parse(json + "}}").error().code, ErrorCode::Unsupported);
        json.truncate(json.indexOf(",\"t1024\""));
        QVERIFY(parse(json + "}}").has_value());
    }

    void readsShards()
    {
        writeShards(R"({"weight_map":{"a":"m-1.safetensors","b":"m-2.safetensors"}})");
        const auto set = WeightSet::open(m_folder->path(), QStringLiteral("m"));
        QVERIFY(set.has_value());
        QCOMPARE(set->files().size(), 2);
        QCOMPARE(set->tensors().size(), std::size_t{2});
        std::array<std::byte, 1> value{};
        QVERIFY(set->read(*set->find("b"), value).has_value());
        QCOMPARE(value[0], std::byte{'B'});
        QVERIFY(set->checkUnchanged().has_value());
    }

    void R33_S33_indexAndShardsMustAgree_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("missing shard") << QByteArray(R"({"weight_map":{"a":"m-1.safetensors","b":"m-3.safetensors"}})")
                                       << ErrorCode::NotFound;
        QTest::newRow("tensor in the wrong shard")
            << QByteArray(R"({"weight_map":{"a":"m-2.safetensors","b":"m-1.safetensors"}})") << ErrorCode::Corrupt;
        QTest::newRow("tensor that no shard has")
            << QByteArray(R"({"weight_map":{"a":"m-1.safetensors","b":"m-2.safetensors","c":"m-2.safetensors"}})")
            << ErrorCode::Corrupt;
        QTest::newRow("tensor that the index leaves out")
            << QByteArray(R"({"weight_map":{"a":"m-1.safetensors","x":"m-2.safetensors"}})") << ErrorCode::Corrupt;
    }

    void R33_S33_indexAndShardsMustAgree()
    {
        QFETCH(const QByteArray, json);
        writeShards(json);
        const auto set = WeightSet::open(m_folder->path(), QStringLiteral("m"));
        QVERIFY(!set);
        QTEST(set.error().code, "code");
    }

    void survivesEveryFlippedByte()
    {
        const QByteArray json = R"({"weight_map":{"a":"1.safetensors"}})";
        for (qsizetype i = 0; i < json.size(); ++i)
            for (int value = 0; value < 256; ++value) {
                QByteArray flipped = json;
                flipped[i] = static_cast<char>(value);
                if (const auto index = parse(flipped))
                    QVERIFY(!QByteArray::fromStdString(index->files.at(0)).contains('/'));
            }
        for (qsizetype size = 0; size < json.size(); ++size)
            QVERIFY(!parse(json.first(size)));
    }

private:
    void writeShards(const QByteArray& index)
    {
        m_folder.emplace();
        QVERIFY(
            writeFile(m_folder->filePath("m-1.safetensors"), SafetensorsBuilder().add("a", "U8", "[1]", "A").build()));
        QVERIFY(
            writeFile(m_folder->filePath("m-2.safetensors"), SafetensorsBuilder().add("b", "U8", "[1]", "B").build()));
        QVERIFY(writeFile(m_folder->filePath("m.safetensors.index.json"), index));
    }

    std::optional<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TstShardIndex)
#include "tst_shard_index.moc"
