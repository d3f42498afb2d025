#include "core/weights/tensor_file.h"
#include "tests/support/pickle_bytes.h"
#include "tests/support/safetensors_bytes.h"
#include "tests/support/tensor_facts.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace reverie;
using namespace reverie::test;
using namespace reverie::weights;
using nlohmann::json;

namespace {

QByteArray floats(std::initializer_list<float> values)
{
    return {reinterpret_cast<const char*>(values.begin()), static_cast<qsizetype>(values.size() * sizeof(float))};
}

const QByteArray kSix = floats({0, 1, 2, 3, 4, 5});

}  // namespace

/// Checkpoints made by hand: which tensors are found, and what is refused. PyTorch's own are in tst_torch_golden.cpp.
class TstTorchFile final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder.emplace(); }

    void K13_refusesObjectsAmongTheTensors_data()
    {
        using namespace pickled;
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QString>("says");
        const QByteArray object = call(global("a.b", "C"), ")");
        const auto row = [](const char* name, const QByteArray& value, const char* says) {
            QTest::newRow(name) << value << QString::fromLatin1(says);
        };
        row("made", dict({{"state_dict", dict({{"a", tensor({})}, {"b", object}})}}),
            "\"b\" among its tensors is an object of Python (a.b.C)");
        row("class", dict({{"a", tensor({})}, {"b", global("a.b", "C")}}),
            "\"b\" among its tensors is an object of Python (a.b.C)");
        row("in a list", dict({{"a", tensor({})}, {"b", list({object})}}), "\"b.0\" among its tensors");
        row("in a dictionary", dict({{"a", tensor({})}, {"b", dict({{"c", object}})}}), "\"b.c\" among its tensors");
        row("as a name", "}" + text("a") + tensor({}) + 's' + object + tensor({}) + 's',
            "a name among its tensors is no text");
        row("storage class", dict({{"a", global("torch", "FloatStorage")}}), "(torch.FloatStorage)");
        row("K11 sparse", dict({{"a", call(global("torch._utils", "_rebuild_sparse_tensor"), ")")}}),
            "is a sparse tensor");
        row("K11 quantised", dict({{"a", call(global("torch._utils", "_rebuild_qtensor"), ")")}}),
            "is a quantised tensor");
        row("K11 subclass", dict({{"a", call(global("torch._tensor", "_rebuild_from_type_v2"), ")")}}),
            "of a class of its own");
    }

    void K13_refusesObjectsAmongTheTensors()
    {
        QFETCH(const QByteArray, value);
        QFETCH(const QString, says);
        const auto file = opened(pickled::checkpoint(value));
        QVERIFY(!file);
        QCOMPARE(file.error().code, ErrorCode::Unsupported);
        QVERIFY2(sentence(file.error()).contains(says), qPrintable(sentence(file.error())));
    }

    void unwrapsAndNamesWhatIsNested()
    {
        using namespace pickled;
        const auto file = opened(checkpoint(
            dict({{"state_dict", dict({{"state_dict", dict({{"a", dict({{"b", tensor({})}})}, {"c", integer(1)}})}})},
                {"ema", dict({{"x", tensor({})}})}})));
        QVERIFY2(file, file ? "" : qPrintable(sentence(file.error())));
        QCOMPARE(file->tensors().size(), std::size_t{1});
        QCOMPARE(file->tensors().front().name, std::string("a.b"));
    }

    void refusesWhatIsNoDictionaryOfTensors_data()
    {
        using namespace pickled;
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const QByteArray& value, const char* says) {
            QTest::newRow(name) << value << QString::fromLatin1(says);
        };
        row("tensor", tensor({}), "holds no dictionary of tensors");
        row("list", list({tensor({})}), "holds no dictionary of tensors");
        row("number as state_dict", dict({{"state_dict", integer(1)}}), "holds no dictionary of tensors");
        row("empty", dict({}), "holds no tensors");
        row("numbers only", dict({{"a", integer(1)}}), "holds no tensors");
        row("two wrappers",
            dict({{"state_dict", dict({{"a", tensor({})}})}, {"state_dict", dict({{"b", tensor({})}})}}),
            "\"state_dict\" twice");
        row("one name twice", dict({{"a", tensor({})}, {"a", tensor({})}}), "tensor \"a\" stands there twice");
        row("one name in two ways", dict({{"a.b", tensor({})}, {"a", dict({{"b", tensor({})}})}}),
            "tensor \"a.b\" stands there twice");
        row("no name", dict({{"", tensor({})}}), "the name of its tensor 1 is");
        row("control character", dict({{"a\nb", tensor({})}}), "the name of its tensor 1 is");
        row("invalid text", dict({{"a\xff", tensor({})}}), "the name of its tensor 1 is");
        row("long name", dict({{QByteArray(2'000, 'a'), tensor({})}}), "a name among its tensors is too long");
    }

    void refusesWhatIsNoDictionaryOfTensors()
    {
        QFETCH(const QByteArray, value);
        QFETCH(const QString, says);
        const auto file = opened(pickled::checkpoint(value));
        QVERIFY(!file);
        QVERIFY2(sentence(file.error()).contains(says), qPrintable(sentence(file.error())));
    }

    void K09_K10_refusesTensorsThatDoNotFitTheirNumbers_data()
    {
        using namespace pickled;
        QTest::addColumn<QByteArray>("tensor");
        QTest::addColumn<QString>("says");
        constexpr qint64 kHuge = qint64{1} << 62;
        const auto row = [](const char* name, const TensorBytes& facts, const char* says) {
            QTest::newRow(name) << pickled::tensor(facts) << QString::fromLatin1(says);
        };
        row("K09 more than the record", {.storage = storage("FloatStorage", "0", 7)},
            "more or fewer numbers than it says");
        row("K09 fewer than the record", {.storage = storage("FloatStorage", "0", 5)},
            "more or fewer numbers than it says");
        row("K09 of another size", {.storage = storage("HalfStorage", "0", 6)}, "more or fewer numbers than it says");
        row("K09 product that overflows", {.storage = storage("FloatStorage", "0", kHuge + 6)},
            "more or fewer numbers than it says");
        row("K09 no record", {.storage = storage("FloatStorage", "1", 6)}, "the numbers of tensor \"a\" are missing");
        row("K10 offset negative", {.offset = -1}, "begins before its numbers");
        row("K10 offset huge", {.offset = kHuge}, "reaches beyond its numbers");
        row("K10 offset largest", {.offset = std::numeric_limits<qint64>::max()}, "reaches beyond its numbers");
        row("K10 stride negative", {.offset = 5, .shape = {2, 3}, .strides = {-3, 1}}, "begins before its numbers");
        row("K10 stride huge", {.shape = {2, 3}, .strides = {kHuge, 1}}, "reaches beyond its numbers");
        row("K10 strides that overflow", {.shape = {3, 3}, .strides = {kHuge, kHuge}}, "reaches beyond its numbers");
        row("K10 side negative", {.shape = {-2, 3}}, "impossible shape");
        row("K10 side huge", {.shape = {kHuge, 3}}, "impossible shape");
        row("K10 sides that overflow", {.shape = {1LL << 40, 1LL << 40}, .strides = {0, 0}}, "impossible shape");
        row("K10 sides that overflow and go on", {.shape = {1LL << 40, 1LL << 40, 3}, .strides = {0, 0, 0}},
            "impossible shape");
        row("K10 one too many", {.shape = {7}, .strides = {1}}, "reaches beyond its numbers");
        row("K10 one too far", {.offset = 1, .shape = {2, 3}, .strides = {3, 1}}, "reaches beyond its numbers");
        row("K10 scalar behind", {.offset = 6, .shape = {}, .strides = {}}, "reaches beyond its numbers");
        row("K10 empty one far behind", {.offset = 7, .shape = {0}, .strides = {1}}, "reaches beyond its numbers");
        row("K10 stride of nothing", {.shape = {2, 3}, .strides = {0, 1}}, "uses some of its numbers twice");
        row("K10 overlapping rows", {.shape = {2, 3}, .strides = {2, 1}}, "uses some of its numbers twice");
    }

    void K09_K10_refusesTensorsThatDoNotFitTheirNumbers()
    {
        QFETCH(const QByteArray, tensor);
        QFETCH(const QString, says);
        const auto file = opened(pickled::checkpoint(pickled::dict({{"a", tensor}}), {kSix}));
        QVERIFY(!file);
        QVERIFY2(sentence(file.error()).contains(says), qPrintable(sentence(file.error())));
    }

    void takesTensorsThatJustFit_data()
    {
        using namespace pickled;
        QTest::addColumn<QByteArray>("tensor");
        QTest::addColumn<QByteArray>("bytes");
        const auto row = [](const char* name, const TensorBytes& facts, const QByteArray& bytes) {
            QTest::newRow(name) << pickled::tensor(facts) << bytes;
        };
        row("all", {}, kSix);
        row("last", {.offset = 5, .shape = {1}, .strides = {1}}, floats({5}));
        row("scalar", {.offset = 5, .shape = {}, .strides = {}}, floats({5}));
        row("nothing at the end", {.offset = 6, .shape = {0}, .strides = {1}}, {});
        row("strides of single rows mean nothing",
            {.offset = 4, .shape = {1, 2}, .strides = {std::numeric_limits<qint64>::max(), 1}}, floats({4, 5}));
        row("transposed", {.shape = {3, 2}, .strides = {1, 3}}, floats({0, 3, 1, 4, 2, 5}));
        row("gaps", {.offset = 1, .shape = {2, 2}, .strides = {3, 1}}, floats({1, 2, 4, 5}));
    }

    void takesTensorsThatJustFit()
    {
        QFETCH(const QByteArray, tensor);
        QFETCH(const QByteArray, bytes);
        const auto file = opened(pickled::checkpoint(pickled::dict({{"a", tensor}}), {kSix}));
        QVERIFY2(file, file ? "" : qPrintable(sentence(file.error())));
        QCOMPARE(factsOf(*file, file->tensors().front())["bytes"], bytes.toHex().toStdString());
    }

    void K14_givesOutNothingWhoseChecksumIsWrong_data()
    {
        using namespace pickled;
        QTest::addColumn<QByteArray>("tensor");
        QTest::newRow("whole record") << tensor({});
        QTest::newRow("part of it") << tensor({.shape = {2}, .strides = {1}});
        QTest::newRow("transposed") << tensor({.shape = {3, 2}, .strides = {1, 3}});
        QTest::newRow("with gaps") << tensor({.shape = {2, 2}, .strides = {3, 1}});
    }

    void K14_givesOutNothingWhoseChecksumIsWrong()
    {
        QFETCH(const QByteArray, tensor);
        ZipBytes bytes = pickled::checkpoint(pickled::dict({{"a", tensor}}), {kSix});
        bytes.records[2].data[21] = '\x7f';  // the last number, of which some tensors hold nothing
        const auto file = opened(bytes);
        QVERIFY2(file, file ? "" : qPrintable(sentence(file.error())));
        for (int time = 0; time < 2; ++time)
            QVERIFY(factsOf(*file, file->tensors().front())["bytes"].get<std::string>().find("checksum") !=
                std::string::npos);
    }

    void K14_refusesAPickleWhoseChecksumIsWrong()
    {
        ZipBytes bytes = pickled::checkpoint(pickled::dict({{"abc", pickled::tensor({})}}));
        const auto at = bytes.records[0].data.indexOf("abc");
        bytes.records[0].data[at] = 'x';
        const auto file = opened(bytes);
        QVERIFY(!file);
        QVERIFY2(sentence(file.error()).contains("checksum of its record \"archive/data.pkl\""),
            qPrintable(sentence(file.error())));
    }

    void readsTheNumbersOnceForSeveralTensors()
    {
        using namespace pickled;
        const auto file =
            opened(checkpoint(dict({{"a", tensor({.shape = {2}, .strides = {1}})},
                                  {"b", tensor({.offset = 2, .shape = {4}, .strides = {1}})}, {"c", tensor({})}}),
                {kSix}));
        QCOMPARE(tensorsIn(*file)["a"]["bytes"], floats({0, 1}).toHex().toStdString());
        QCOMPARE(tensorsIn(*file)["b"]["bytes"], floats({2, 3, 4, 5}).toHex().toStdString());
        QCOMPARE(tensorsIn(*file)["c"]["bytes"], kSix.toHex().toStdString());
    }

    void refusesOtherArchives_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const QByteArray& content, const char* says) {
            QTest::newRow(name) << content << QString::fromLatin1(says);
        };
        const ZipBytes whole = pickled::checkpoint(pickled::dict({{"a", pickled::tensor({})}}));
        ZipBytes other = whole;
        other.records[1].data = "big";
        other.records[1] = {"archive/byteorder", "big"};
        row("other byte order", other.build(), "the byte order of another machine");
        other = whole;
        other.add("archive/constants.pkl", "x");
        row("TorchScript", other.build(), "is a TorchScript program");
        other = whole;
        other.records.erase(other.records.begin());
        row("no pickle", other.build(), "without a PyTorch checkpoint in it");
        row("other ZIP", ZipBytes().add("readme.txt", "x").build(), "is a ZIP archive, not a model");
        row("K17 tar", "sys_info" + QByteArray(249, '\0') + "ustar",
            "is an old PyTorch checkpoint, from before version 0.2");
        row("K17 pickles one after the other", QByteArray::fromHex("80028a0a6cfc9c46f9206aa850192e80024de903"),
            "is an old PyTorch checkpoint, from before version 1.6; fetch the .safetensors files");
    }

    void refusesOtherArchives()
    {
        QFETCH(const QByteArray, content);
        QFETCH(const QString, says);
        QVERIFY(writeFile(path(), content));
        const auto file = TensorFile::open(path());
        QVERIFY(!file);
        QCOMPARE(file.error().code, ErrorCode::Unsupported);
        QVERIFY2(sentence(file.error()).contains(says), qPrintable(sentence(file.error())));
    }

    void K18_contentDecidesAndALyingNameIsSaid()
    {
        const QByteArray torch = pickled::checkpoint(pickled::dict({{"a", pickled::tensor({})}}), {kSix}).build();
        const QString lie = m_folder->filePath("a.safetensors");
        QVERIFY(writeFile(lie, torch));
        QTest::ignoreMessage(QtWarningMsg, qPrintable(lie + " is a PyTorch checkpoint in spite of its name"));
        QCOMPARE(tensorsIn(*TensorFile::open(lie))["a"]["bytes"], kSix.toHex().toStdString());
        QVERIFY(writeFile(path(), SafetensorsBuilder().addF32("a", {1}).build()));
        QTest::ignoreMessage(QtWarningMsg, qPrintable(path() + " is a safetensors file in spite of its name"));
        QVERIFY(TensorFile::open(path()));
        QVERIFY(writeFile(lie, pickled::checkpoint(pickled::call(pickled::global("posix", "system"), ")")).build()));
        const QString told = sentence(TensorFile::open(lie).error());
        QVERIFY2(told.contains("contains code: posix.system") &&
                told.contains("(it is a PyTorch checkpoint in spite of its name)"),
            qPrintable(told));
    }

    void K19_triesNoOtherReader()
    {
        // What a lenient reader takes: a pickle behind a directory that is cut, and a name that is known.
        QByteArray bytes = pickled::checkpoint(pickled::dict({{"a", pickled::tensor({})}}), {kSix}).build();
        for (qsizetype size = bytes.size() - 1; size > 0; --size) {
            QVERIFY(writeFile(path(), bytes.first(size)));
            QVERIFY2(!TensorFile::open(path()), qPrintable(QString::number(size)));
        }
    }

    void survivesEveryFlippedByte()
    {
        const QByteArray whole = pickled::checkpoint(pickled::dict({{"a", pickled::tensor({})}}), {kSix}).build();
        QVERIFY(writeFile(path(), whole));
        const json expected = tensorsIn(*TensorFile::open(path()));
        for (qsizetype i = 0; i < whole.size(); ++i)
            for (const int flip : {1, 8, 255}) {
                QByteArray flipped = whole;
                flipped[i] = static_cast<char>(flipped[i] ^ flip);
                QVERIFY(writeFile(path(), flipped));
                const auto file = TensorFile::open(path());
                if (!file) {
                    QVERIFY(!file.error().detail.isEmpty());
                    continue;
                }
                const std::string bytes = tensorsIn(*file).begin().value()["bytes"];
                QVERIFY2(bytes == expected["a"]["bytes"] || bytes.find("checksum") != std::string::npos, bytes.c_str());
            }
    }

private:
    QString path() const { return m_folder->filePath(QStringLiteral("a.ckpt")); }
    Result<TensorFile> opened(const ZipBytes& bytes) const
    {
        return writeFile(path(), bytes.build()) ? TensorFile::open(path())
                                                : fail(ErrorCode::Io, QStringLiteral("cannot write"));
    }

    std::optional<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TstTorchFile)
#include "tst_torch_file.moc"
