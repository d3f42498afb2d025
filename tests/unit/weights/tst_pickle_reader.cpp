#include "core/weights/pickle_opcodes.h"
#include "core/weights/pickle_reader.h"
#include "tests/support/pickle_bytes.h"

#include <QtTest>

#include <cmath>

using namespace reverie;
using namespace reverie::test::pickled;
using namespace reverie::weights;
using test::littleEndian;

namespace {

std::string_view viewOf(const QByteArray& bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

/// The sentence of the failure, or an empty text.
QString refusal(const QByteArray& stream)
{
    const auto pickle = readPickle(viewOf(stream));
    return pickle ? QString() : sentence(pickle.error());
}

QByteArray nested(int depth)
{
    return QByteArray(depth, ']') + QByteArray(depth - 1, 'a');
}

}  // namespace

/// The interpreter that only moves data: what it takes, and that everything else ends it at once.
class TstPickleReader final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsPlainValues()
    {
        const QByteArray stream = program(tuple({"N", "\x88", "\x89", "K\xff", "M\xff\xff",
            QByteArray("J\xfe\xff\xff\xff", 5), QByteArray("\x8a\x00", 2), "\x8a\x01\xff", integer(-(qint64{1} << 62)),
            QByteArray("G\xbf\xf8\0\0\0\0\0\0", 9), text("\xc3\xa9"), "\x8c\x01z"}));
        const auto pickle = readPickle(viewOf(stream));
        QVERIFY2(pickle, pickle ? "" : qPrintable(sentence(pickle.error())));
        const auto& values = pickle->sequences[std::get<PickleTuple>(pickle->root).at];
        QVERIFY(std::holds_alternative<PickleNone>(values[0]));
        QCOMPARE(std::get<bool>(values[1]), true);
        QCOMPARE(std::get<bool>(values[2]), false);
        const QList<qint64> expected{255, 65'535, -2, 0, -1, -(qint64{1} << 62)};
        for (int i = 0; i < expected.size(); ++i)
            QCOMPARE(std::get<std::int64_t>(values[static_cast<std::size_t>(3 + i)]), expected[i]);
        QCOMPARE(std::get<double>(values[9]), -1.5);
        QCOMPARE(std::get<std::string_view>(values[10]), std::string_view("\xc3\xa9"));
        QCOMPARE(std::get<std::string_view>(values[11]), std::string_view("z"));
    }

    void readsContainersAndTheMemo()
    {
        // A list that is held twice and grows afterwards, a dictionary in a tuple, and an empty tuple.
        const QByteArray sound = program("(]\x94j" + littleEndian(0, 4) +
            "K\x01"
            "a" +
            dict({{"a", "N"}}) + text("b") +
            "Ns"
            "\x85"
            ")"
            "t");
        const auto pickle = readPickle(viewOf(sound));
        QVERIFY2(pickle, pickle ? "" : qPrintable(sentence(pickle.error())));
        const auto& values = pickle->sequences[std::get<PickleTuple>(pickle->root).at];
        QCOMPARE(values.size(), std::size_t{4});
        QCOMPARE(std::get<PickleList>(values[0]).at, std::get<PickleList>(values[1]).at);
        QCOMPARE(pickle->sequences[std::get<PickleList>(values[0]).at].size(), std::size_t{1});
        const auto& wrapped = pickle->sequences[std::get<PickleTuple>(values[2]).at];
        QCOMPARE(pickle->dicts[std::get<PickleDict>(wrapped[0]).at].items.size(), std::size_t{2});
        QVERIFY(pickle->sequences[std::get<PickleTuple>(values[3]).at].empty());
    }

    void readsTensorsAndParameters()
    {
        const QByteArray parameter = call(global("torch._utils", "_rebuild_parameter"),
            tuple({tensor({}), "\x88", call(global("collections", "OrderedDict"), ")")}));
        const QByteArray size = call(global("torch", "Size"), tuple({integers({4, 5})}));
        const QByteArray stream = program(tuple({parameter, size, storage("BFloat16Storage", "17", 3)}));
        const auto pickle = readPickle(viewOf(stream));
        QVERIFY2(pickle, pickle ? "" : qPrintable(sentence(pickle.error())));
        QCOMPARE(pickle->tensors.size(), std::size_t{1});
        QCOMPARE(pickle->tensors[0].shape, (std::vector<std::int64_t>{2, 3}));
        QCOMPARE(pickle->tensors[0].strides, (std::vector<std::int64_t>{3, 1}));
        QCOMPARE(pickle->storages.back().dtype, std::optional(DType::BF16));
        QCOMPARE(pickle->storages.back().key, std::string_view("17"));
        const auto& values = pickle->sequences[std::get<PickleTuple>(pickle->root).at];
        QVERIFY(std::holds_alternative<PickleTensor>(values[0]));
        QVERIFY(std::holds_alternative<PickleTuple>(values[1]));
    }

    void throwsAwayTheStateOfOrderedDictionariesOnly()
    {
        const QByteArray ordered = call(global("collections", "OrderedDict"), ")");
        QVERIFY(refusal(program(ordered + dict({{"_metadata", ordered}}) + 'b')).isEmpty());
        QVERIFY(!refusal(program("}}b")).isEmpty());
        QVERIFY(!refusal(program("]}b")).isEmpty());
        QVERIFY(!refusal(program(tensor({}) + "}b")).isEmpty());
    }

    void takesWhatIsDoneToOpaqueObjectsForNothing()
    {
        const QByteArray object = call(global("a.b", "C"), tuple({integer(1)}));
        const QByteArray stream = program(object +
            "K\x01"
            "a(K\x01"
            "Ne(" +
            text("a") + "Nu" + text("b") + "Ns}b)R");
        QVERIFY2(refusal(stream).isEmpty(), qPrintable(refusal(stream)));
        QVERIFY(std::holds_alternative<PickleOpaque>(readPickle(viewOf(stream))->root));
    }

    void K01_namesCodeAndRunsNothing_data()
    {
        QTest::addColumn<QByteArray>("module");
        QTest::addColumn<QByteArray>("name");
        const auto row = [](const char* module, const char* name) {
            QTest::addRow("%s.%s", module, name) << QByteArray(module) << QByteArray(name);
        };
        row("os", "system");
        row("posix", "system");
        row("nt", "system");
        row("builtins", "eval");
        row("__builtin__", "exec");
        row("builtins", "getattr");
        row("subprocess", "Popen");
        row("runpy", "_run_code");
        row("pip", "main");
        row("pip._internal", "main");
        row("importlib", "import_module");
        row("socket", "create_connection");
        row("sys", "modules");
        row("pickle", "loads");
        row("webbrowser", "open");
    }

    void K01_namesCodeAndRunsNothing()
    {
        QFETCH(const QByteArray, module);
        QFETCH(const QByteArray, name);
        const QString marker = QDir::current().filePath("reverie-ran-code");
        const QByteArray command = "touch " + marker.toUtf8();
        for (const QByteArray& place : {call(global(module, name), tuple({text(command)})),
                 dict({{"state_dict", dict({})}, {"x", global(module, name)}})}) {
            const QString told = refusal(program(place));
            QVERIFY2(told.contains("contains code: " + module + '.' + name), qPrintable(told));
        }
        QVERIFY(!QFileInfo::exists(marker));
    }

    void K02_takesNamesOfOtherModulesForNothing_data()
    {
        QTest::addColumn<QByteArray>("module");
        QTest::addColumn<QByteArray>("name");
        const auto row = [](const char* module, const char* name) {
            QTest::addRow("%s.%s", module, name) << QByteArray(module) << QByteArray(name);
        };
        row("uuid", "_get_command_stdout");
        row("imaplib", "IMAP4_stream");
        row("_osx_support", "_read_output");
        row("logging", "FileHandler");
        row("torch._inductor.codecache", "compile_file");
        row("numpy.f2py.crackfortran", "getlincoef");
        row("torch.hub", "load");
        row("torch", "load");
        row("osx", "system");
        row("", "system");
        row("os.path", "join");
        row("collections", "OrderedDict\r");
    }

    void K02_takesNamesOfOtherModulesForNothing()
    {
        QFETCH(const QByteArray, module);
        QFETCH(const QByteArray, name);
        const QByteArray stream =
            program(dict({{"x", call(global(module, name), tuple({text("touch reverie-ran-code")}))}}));
        const auto pickle = readPickle(viewOf(stream));
        if (pickle)
            QVERIFY(std::holds_alternative<PickleOpaque>(pickle->dicts[0].items[0].second));
        QVERIFY(!QFileInfo::exists(QStringLiteral("reverie-ran-code")));
    }

    void K03_refusesEveryOtherInstruction()
    {
        const QByteArray known = "().GJKMNQRX]abcehjqrstu}\x80\x85\x86\x87\x88\x89\x8a\x8c\x94\x95";
        int refused = 0;
        for (int opcode = 0; opcode < 256; ++opcode) {
            if (known.contains(static_cast<char>(opcode)))
                continue;
            // Enough on the stack and behind it for each of them.
            const QByteArray stream =
                program("(NNN" + QByteArray(1, static_cast<char>(opcode)) + QByteArray("1\n1\n\0\0\0", 7));
            const QString told = refusal(stream);
            const QString name = refusedOpcodeName(static_cast<unsigned char>(opcode));
            QVERIFY2(told.contains(name.isEmpty() ? "makes no sense" : "the instruction " + name + ", which"),
                qPrintable(told));
            ++refused;
        }
        QCOMPARE(refused, 256 - 34);
        for (const char* name : {"STACK_GLOBAL", "INST", "OBJ", "NEWOBJ_EX", "EXT1", "PERSID", "BYTEARRAY8"})
            QVERIFY2(namesOfRefused().contains(QString(name)), name);
    }

    void K04_refusesEveryTruncationAndWhatFollows()
    {
        const QByteArray whole = program(dict({{"a", tensor({})}, {"b", list({integer(1), "N"})}}));
        QVERIFY(refusal(whole).isEmpty());
        for (qsizetype size = 0; size < whole.size(); ++size)
            QVERIFY2(!refusal(whole.first(size)).isEmpty(), qPrintable(QString::number(size)));
        QVERIFY(refusal(whole + 'N').contains("something follows"));
        QVERIFY(refusal(whole + whole).contains("something follows"));
        QVERIFY(!refusal("}.").isEmpty());  // no PROTO
        QVERIFY(!refusal(QByteArray("\x80\x01}.", 4)).isEmpty());
        QVERIFY(!refusal(QByteArray("\x80\x05}.", 4)).isEmpty());
        QVERIFY(!refusal(QByteArray("\x80\x02\x80\x02}.", 6)).isEmpty());
    }

    void K05_refusesWhatMakesNoSense_data()
    {
        QTest::addColumn<QByteArray>("body");
        const auto row = [](const char* name, const QByteArray& body) { QTest::newRow(name) << body; };
        row("nothing to end with", "");
        row("two values left", "NN");
        row("a mark left", "(N");
        row("TUPLE without mark", "Nt");
        row("TUPLE1 of nothing", "\x85");
        row("TUPLE2 of one", "N\x86");
        row("TUPLE3 of two", "NN\x87");
        row("TUPLE1 over a mark", "N(\x85");
        row("APPEND of nothing", "]a");
        row("APPEND over a mark", "](Na");
        row("APPEND to a number", "K\x01Na");
        row("APPEND to a tuple", ")Na");
        row("APPENDS without mark", "]e");
        row("SETITEM of one", "}Ns");
        row("SETITEMS of three", "}(NNNu");
        row("SETITEMS on a list", "](NNu");
        row("memo never stored", "h\x01");
        row("memo far away", QByteArray("j\xff\xff\xff\x7f", 5));
        row("store of nothing", "q\x01");
        row("store beyond the limit", QByteArray("Nr\xff\xff\xff\xff", 6));
        row("REDUCE of one", ")R");
        row("REDUCE of a number", "K\x01)R");
        row("REDUCE without tuple", global("a", "b") + "NR");
        row("OrderedDict of something", call(global("collections", "OrderedDict"), tuple({list({})})));
        row("tensor of nothing", call(global("torch._utils", "_rebuild_tensor_v2"), ")"));
        row("tensor without storage",
            call(global("torch._utils", "_rebuild_tensor_v2"),
                tuple({"N", integer(0), integers({1}), integers({1}), "\x89", "N"})));
        row("tensor of nine sides",
            tensor({.shape = {1, 1, 1, 1, 1, 1, 1, 1, 1}, .strides = {1, 1, 1, 1, 1, 1, 1, 1, 1}}));
        row("tensor of too few strides", tensor({.strides = {1}}));
        row("tensor of untyped numbers",
            tensor({.storage = tuple({text("storage"), global("torch.storage", "UntypedStorage"), text("0"),
                                   text("cpu"), integer(24)}) +
                    'Q'}));
        row("parameter of nothing", call(global("torch._utils", "_rebuild_parameter"), tuple({"N", "\x88", "N"})));
        row("size of text", call(global("torch", "Size"), tuple({tuple({text("a")})})));
        row("BINPERSID of nothing", "Q");
        row("BINPERSID of text", text("0") + 'Q');
        row("BINPERSID of four",
            tuple({text("storage"), global("torch", "FloatStorage"), text("0"), text("cpu")}) + 'Q');
        row("storage of another kind",
            tuple({text("module"), global("torch", "FloatStorage"), text("0"), text("cpu"), integer(1)}) + 'Q');
        row("storage of another class",
            tuple({text("storage"), global("torch", "Size"), text("0"), text("cpu"), integer(1)}) + 'Q');
        row("storage key", storage("FloatStorage", "../0", 6));
        row("storage key empty", storage("FloatStorage", "", 6));
        row("storage key long", storage("FloatStorage", "12345678901", 6));
        row("storage count negative", storage("FloatStorage", "0", -1));
        row("global without name", "ca\n\n");
        row("global of many bytes", global("a", QByteArray(256, 'b')));
        row("BUILD of nothing", "}b");
        row("FRAME beyond the end", "\x95" + littleEndian(100, 8) + "N");
    }

    void K05_refusesWhatMakesNoSense()
    {
        QFETCH(const QByteArray, body);
        QVERIFY(!refusal(program(body)).isEmpty());
    }

    void K06_refusesLengthsBeforeAnythingIsTaken()
    {
        QVERIFY(refusal(program("X" + littleEndian(0xffff'ffff, 4) + QByteArray(90, 'a'))).contains("cut short"));
        QVERIFY(refusal(program("\x8a\xff" + QByteArray(255, '\1'))).contains("a number that is too large"));
        QVERIFY(refusal(program("\x8a\x09" + QByteArray(9, '\1'))).contains("a number that is too large"));
        QVERIFY(refusal(program(text(QByteArray((1 << 20) + 1, 'a')))).contains("a text that is too long"));
        QVERIFY(refusal(program(text(QByteArray(1 << 20, 'a')))).isEmpty());
    }

    void K07_refusesWhatIsWithinItselfOrTooDeep()
    {
        const QString deep = QStringLiteral("nested too deeply");
        QVERIFY(refusal(program("]q\x01h\x01"
                                "a"))
                    .contains(deep));
        QVERIFY(refusal(program("}q\x01" + text("a") + "h\x01s")).contains(deep));
        QVERIFY(refusal(program("]q\x01(]h\x01"
                                "ae"))
                    .contains(deep));
        QVERIFY(refusal(program(nested(64))).isEmpty());
        QVERIFY(refusal(program(nested(65))).contains(deep));
        QVERIFY(refusal(program(")" + QByteArray(100'000, '\x85'))).contains(deep));
        // The same tall list, first seen high up, then far down.
        QVERIFY(refusal(program("(" + nested(40) + "q\x01h\x01" + QByteArray(23, '\x85') + "t")).isEmpty());
        QVERIFY(refusal(program("(" + nested(40) + "q\x01h\x01" + QByteArray(24, '\x85') + "t")).contains(deep));
    }

    void K08_endsSoonHoweverOftenAValueIsHeld()
    {
        QByteArray laughs = "]q" + QByteArray(1, '\0');
        for (char i = 1; i < 60; ++i) {
            const QByteArray again = "h" + QByteArray(1, static_cast<char>(i - 1));
            laughs += "](" + again.repeated(10) + "eq" + QByteArray(1, i);
        }
        QVERIFY(refusal(program('(' + laughs + 't')).isEmpty());
    }

    void K08_hasRoomForAMillionAndNoMore_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("marks") << QByteArray(1'000'001, '(');
        QTest::newRow("values") << QByteArray(1'000'001, 'N');
        QTest::newRow("lists") << '(' + QByteArray("]((te").repeated(700'000) + 't';
        QTest::newRow("one list again and again") << "]q\x01(" + QByteArray("h\x01").repeated(900'000) + "e(" +
                QByteArray("h\x01").repeated(900'000) + "e(" + QByteArray("h\x01").repeated(900'000) + "e(" +
                QByteArray("h\x01").repeated(900'000) + "e";
        QTest::newRow("globals") << '(' + global("a", "b").repeated(800'000) + 't';
        QTest::newRow("calls") << global("collections", "OrderedDict") + "q\x01(" +
                QByteArray("h\x01)R").repeated(400'000) + "t";
    }

    void K08_hasRoomForAMillionAndNoMore()
    {
        QFETCH(const QByteArray, body);
        const QString told = refusal(program(body));
        QVERIFY2(told.contains("too large"), qPrintable(told));
    }

private:
    static QStringList namesOfRefused()
    {
        QStringList names;
        for (int opcode = 0; opcode < 256; ++opcode)
            names << refusedOpcodeName(static_cast<unsigned char>(opcode));
        return names;
    }
};

QTEST_GUILESS_MAIN(TstPickleReader)
#include "tst_pickle_reader.moc"
