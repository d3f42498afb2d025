#include "core/weights/tensor_file.h"
#include "tests/support/safetensors_bytes.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace reverie;
using namespace reverie::test;
using namespace reverie::weights;

namespace {

enum class Verdict { Accept, Corrupt, Unsupported };

/// A header with one tensor of 8 bytes, one part of its entry put in place of another.
QByteArray withChange(const QByteArray& old, const QByteArray& now)
{
    QByteArray header = '{' + entry("a", "F32", "[2]", 0, 8) + '}';
    Q_ASSERT(header.contains(old));
    return safetensors(header.replace(old, now), QByteArray(8, '\0'));
}

QByteArray withShape(const QByteArray& shape)
{
    return withChange("[2]", shape);
}

QByteArray withOffsets(const QByteArray& offsets)
{
    return withChange("[0,8]", offsets);
}

QByteArray withName(const QByteArray& name)
{
    return withChange("\"a\"", '"' + name + '"');
}

QByteArray withMetadata(const QByteArray& metadata)
{
    return withChange("{\"a\"", "{\"__metadata__\":" + metadata + ",\"a\"");
}

/// Two tensors with these ranges in eight bytes of data.
QByteArray withRanges(qint64 begin1, qint64 end1, qint64 begin2, qint64 end2)
{
    const auto shape = [](qint64 bytes) { return '[' + QByteArray::number(bytes) + ']'; };
    return safetensors('{' + entry("a", "U8", shape(end1 - begin1), begin1, end1) + ',' +
            entry("b", "U8", shape(end2 - begin2), begin2, end2) + '}',
        QByteArray(8, '\0'));
}

QByteArray withEmptyTensors(int count)
{
    QByteArray header = '{' + entry("a", "F32", "[2]", 0, 8);
    for (int i = 0; i < count; ++i)
        header += ',' + entry("e" + QByteArray::number(i), "F32", "[0,4]", 8, 8);
    return safetensors(header + '}', QByteArray(8, '\0'));
}

QByteArray manyTensors(int count)
{
    QByteArray header;
    for (int i = 0; i < count; ++i)
        header += (i == 0 ? '{' : ',') + entry("t" + QByteArray::number(i), "U8", "[1]", i, i + 1);
    return safetensors(header + '}', QByteArray(count, '\0'));
}

QByteArray withLength(quint64 length)
{
    QByteArray file = withShape("[2]");
    qToLittleEndian(length, file.data());
    return file;
}

const quint64 kWhole = static_cast<quint64>(withShape("[2]").size());

}  // namespace

/// One row for each rule of reliability.md 2.4 and each of its broken files S01-S30; a row is named after both.
class TstSafetensorsRules final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void judges_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<Verdict>("verdict");
        addLengthRows();
        addJsonRows();
        addDuplicateRows();
        addEntryRows();
        addShapeRows();
        addRangeRows();
        addNameRows();
        addMetadataRows();
    }

    void judges()
    {
        QFETCH(const QByteArray, content);
        QFETCH(const Verdict, verdict);
        const QString path = m_folder.filePath(QStringLiteral("a.safetensors"));
        QVERIFY(writeFile(path, content));
        const auto file = TensorFile::open(path);
        if (verdict == Verdict::Accept) {
            QVERIFY2(file, file ? "" : qPrintable(sentence(file.error())));
            return;
        }
        QVERIFY2(!file, "accepted");
        QCOMPARE(file.error().code, verdict == Verdict::Corrupt ? ErrorCode::Corrupt : ErrorCode::Unsupported);
        QVERIFY2(file.error().detail.startsWith(path), qPrintable(file.error().detail));
    }

private:
    static void accept(const char* name, const QByteArray& content)
    {
        QTest::newRow(name) << content << Verdict::Accept;
    }
    static void corrupt(const char* name, const QByteArray& content)
    {
        QTest::newRow(name) << content << Verdict::Corrupt;
    }
    static void unsupported(const char* name, const QByteArray& content)
    {
        QTest::newRow(name) << content << Verdict::Unsupported;
    }

    static void addLengthRows();
    static void addJsonRows();
    static void addDuplicateRows();
    static void addEntryRows();
    static void addShapeRows();
    static void addRangeRows();
    static void addNameRows();
    static void addMetadataRows();

    QTemporaryDir m_folder;
};

void TstSafetensorsRules::addLengthRows()
{
    accept("a sound file", withShape("[2]"));
    for (int size = 0; size < 8; ++size)
        corrupt(qPrintable(QStringLiteral("R1 S01 %1 bytes").arg(size)), QByteArray(size, '\x01'));
    corrupt("R4 S02 header of no length", withLength(0));
    corrupt("R9 S02 header of one byte", withLength(1));
    corrupt("R26 S02 empty header", safetensors("{}"));
    corrupt("R26 metadata alone", safetensors(R"({"__metadata__":{"a":"b"}})"));
    corrupt("R3 S03 header ends one byte behind the file", withLength(kWhole - 7));
    corrupt("R3 S03 header of 2^63", withLength(quint64{1} << 63));
    corrupt("R3 S03 header of 2^64-1", withLength(~quint64{0}));
    corrupt("R3 S03 header of 2^64-8, which overflows", withLength(~quint64{0} - 7));
    corrupt("R2 header of 100,000,001 in a short file", withLength(100'000'001));
}

void TstSafetensorsRules::addJsonRows()
{
    const QByteArray data(8, '\0');
    const QByteArray sound = '{' + entry("a", "F32", "[2]", 0, 8) + '}';
    corrupt("R5 S06 invalid UTF-8", withName("\xff"));
    corrupt("R5 S06 overlong form", withName("\xc0\xaf"));
    corrupt("R5 S06 surrogate in UTF-8", withName("\xed\xa0\x80"));
    corrupt("R5 S06 byte order mark", safetensors("\xef\xbb\xbf" + sound, data));
    corrupt("R5 S06 lone surrogate escape", withName("\\ud800"));
    corrupt("R6 S07 leading space", safetensors(' ' + sound, data));
    corrupt("R6 S07 leading newline", safetensors('\n' + sound, data));
    accept("R7 padding of spaces", safetensors(sound + "      ", data));
    accept("R7 padding of other white space", safetensors(sound + "\t\r\n ", data));
    corrupt("R8 S08 NUL after the object", safetensors(sound + QByteArray(1, '\0'), data));
    corrupt("R8 S08 NUL and more after the object", safetensors(sound + QByteArray("\0}", 2), data));
    corrupt("R8 S08 junk after the object", safetensors(sound + 'x', data));
    corrupt("R8 S08 second object", safetensors(sound + sound, data));
    corrupt("R9 S09 trailing comma", safetensors(sound.chopped(1) + ",}", data));
    corrupt("R9 S09 comment", safetensors("{/**/" + sound.mid(1), data));
    corrupt("R9 S09 single quotes", safetensors(QByteArray(sound).replace('"', '\''), data));
    corrupt("R9 S09 unquoted key", withChange("\"a\"", "a"));
    corrupt("R9 S09 bare array", safetensors("[]"));
    corrupt("R9 S09 bare number", safetensors("12345678"));
    corrupt("R9 S09 bare string", safetensors("\"text\""));
    corrupt("R9 object not closed", safetensors(sound.chopped(1), data));
    corrupt("R10 S10 200 nested arrays", withShape(QByteArray(200, '[') + QByteArray(200, ']')));
    corrupt("R10 S10 100,000 nested arrays", withShape(QByteArray(100'000, '[')));
    corrupt("R10 nested objects in the metadata", withMetadata(R"({"a":{"b":{"c":{}}}})"));
}

void TstSafetensorsRules::addDuplicateRows()
{
    const QByteArray data(8, '\0');
    corrupt("R11 S11 same name, same range, other dtype",
        safetensors('{' + entry("a", "F32", "[2]", 0, 8) + ',' + entry("a", "I32", "[2]", 0, 8) + '}', data));
    corrupt("R11 same name, other range",
        safetensors('{' + entry("a", "F32", "[1]", 0, 4) + ',' + entry("a", "F32", "[1]", 4, 8) + '}', data));
    corrupt("R11 S11 same name through an escape",
        safetensors('{' + entry("w", "F32", "[1]", 0, 4) + ',' + entry("\\u0077", "F32", "[1]", 4, 8) + '}', data));
    corrupt("R12 S12 dtype twice", withChange("\"dtype\":\"F32\"", R"("dtype":"F32","dtype":"F32")"));
    corrupt("R12 shape twice", withChange("\"shape\":[2]", R"("shape":[2],"shape":[2])"));
    corrupt("R12 offsets twice", withChange("\"data_offsets\":[0,8]", R"("data_offsets":[0,8],"data_offsets":[0,8])"));
    corrupt("R12 S12 metadata twice", withMetadata(R"({},"__metadata__":{})"));
    corrupt("R12 S12 metadata twice through an escape", withMetadata(R"({},"\u005f_metadata__":{})"));
    corrupt("R12 a name twice in the metadata", withMetadata(R"({"k":"1","k":"1"})"));
}

void TstSafetensorsRules::addEntryRows()
{
    corrupt("R13 S13 no dtype", withChange(R"("dtype":"F32",)", ""));
    corrupt("R13 S13 no shape", withChange(R"("shape":[2],)", ""));
    corrupt("R13 S13 no offsets", withChange(R"(,"data_offsets":[0,8])", ""));
    corrupt("R13 S13 an extra field", withChange(R"("shape")", R"("device":"cpu","shape")"));
    corrupt("R13 S13 null entry", safetensors(R"({"a":null})"));
    corrupt("R13 empty entry", safetensors(R"({"a":{}})"));
    corrupt("R13 entry is a list", safetensors(R"({"a":["F32",[2],[0,8]]})", QByteArray(8, '\0')));
    corrupt("R14 S14 unknown dtype", withChange("F32", "F31"));
    corrupt("R14 S14 dtype in the wrong case", withChange("F32", "f32"));
    corrupt("R14 S14 empty dtype", withChange("F32", ""));
    corrupt("R14 S14 dtype is a number", withChange("\"F32\"", "32"));
    corrupt("R14 dtype is null", withChange("\"F32\"", "null"));
    const QByteArray data(8, '\0');
    unsupported("R14 S15 F4", safetensors('{' + entry("a", "F4", "[16]", 0, 8) + '}', data));
    unsupported("R14 S15 C64", safetensors('{' + entry("a", "C64", "[1]", 0, 8) + '}', data));
    unsupported("R14 F8_E8M0", safetensors('{' + entry("a", "F8_E8M0", "[8]", 0, 8) + '}', data));
    for (const char* dtype : {"F64", "I64", "U64"})
        accept(dtype, safetensors('{' + entry("a", dtype, "[1]", 0, 8) + '}', data));
    for (const char* dtype : {"I32", "U32"})
        accept(dtype, safetensors('{' + entry("a", dtype, "[2]", 0, 8) + '}', data));
    for (const char* dtype : {"F16", "BF16", "I16", "U16"})
        accept(dtype, safetensors('{' + entry("a", dtype, "[4]", 0, 8) + '}', data));
    for (const char* dtype : {"BOOL", "U8", "I8", "F8_E4M3", "F8_E5M2"})
        accept(dtype, safetensors('{' + entry("a", dtype, "[8]", 0, 8) + '}', data));
}

void TstSafetensorsRules::addShapeRows()
{
    for (const char* side : {"-1", "-0", "1.5", "1.0", "2.0", "1e3", "2e0", "\"1\"", "null", "true", "[2]", "{}",
             "9223372036854775808", "18446744073709551616", "281474976710656"})
        corrupt(qPrintable(QStringLiteral("R15 R17 S16 side %1").arg(QLatin1String(side))),
            withShape('[' + QByteArray(side) + ']'));
    for (const char* shape : {"2", "\"2\"", "null", "{\"0\":2}"})
        corrupt(qPrintable(QStringLiteral("R15 shape %1").arg(QLatin1String(shape))), withShape(shape));
    accept("R16 rank 8", withShape("[1,1,1,1,1,1,1,2]"));
    unsupported("R16 S17 rank 9", withShape("[1,1,1,1,1,1,1,1,2]"));
    unsupported("R16 S17 rank 1,000,000", withShape("[1" + QByteArray(",1").repeated(999'999) + ']'));
    corrupt("R21 S18 [2, 2^63-1]", withShape("[2,9223372036854775807]"));
    corrupt("R21 S18 [2, 2^64-2]", withShape("[2,18446744073709551614]"));
    corrupt("R21 S18 product comes out at 8 modulo 2^64", withShape("[4194305,4194305,211106198978564]"));
    corrupt("R21 product of the largest sides", withShape("[281474976710655,281474976710655]"));
    corrupt("R21 overflow before a zero", withShape("[281474976710655,281474976710655,0]"));
    corrupt("R22 half a byte", safetensors('{' + entry("a", "F4", "[15]", 0, 8) + '}', QByteArray(8, '\0')));
    corrupt("R22 six bits", safetensors('{' + entry("a", "F6_E2M3", "[1]", 0, 1) + '}', QByteArray(1, '\0')));
    accept("R25 S25 a scalar", safetensors('{' + entry("a", "F32", "[]", 0, 4) + '}', QByteArray(4, '\0')));
}

void TstSafetensorsRules::addRangeRows()
{
    for (const char* offsets : {"[8,0]", "[-1,8]", "[0]", "[]", "[0,8,8]", "[0.0,8.0]", "[0,8e0]", "[\"0\",\"8\"]",
             "[-0,8]", "8", "null", "[0,[8]]", "[0,18446744073709551616]", "[18446744073709551615,8]"})
        corrupt(qPrintable(QStringLiteral("R18 S19 offsets %1").arg(QLatin1String(offsets))), withOffsets(offsets));
    accept("R19 two tensors side by side", withRanges(0, 3, 3, 8));
    accept("R19 in the other order", withRanges(3, 8, 0, 3));
    corrupt("R19 S20 a hole", withRanges(0, 3, 4, 8));
    corrupt("R19 S20 first range not at 0", withRanges(1, 4, 4, 8));
    corrupt("R20 S20 an overlap", withRanges(0, 4, 3, 8));
    corrupt("R20 S20 one within the other", withRanges(0, 8, 2, 4));
    corrupt("R20 the same range", withRanges(0, 8, 0, 8));
    corrupt("R20 an empty tensor within another", withRanges(0, 8, 4, 4));
    corrupt("R23 S21 one byte too few", safetensors('{' + entry("a", "F32", "[2]", 0, 7) + '}', QByteArray(7, '\0')));
    corrupt("R23 S21 one byte too many", safetensors('{' + entry("a", "F32", "[2]", 0, 9) + '}', QByteArray(9, '\0')));
    const QByteArray sound = withShape("[2]");
    corrupt("R24 S22 one byte missing", sound.chopped(1));
    corrupt("R24 S22 one byte more", sound + '\0');
    corrupt("R24 S22 a ZIP appended", sound + "PK\x03\x04 and so on");
    corrupt("R24 S22 a pickle appended", sound + "\x80\x02}q\x01.");
    corrupt("R24 offsets near 2^64", withOffsets("[18446744073709551607,18446744073709551615]"));
    accept("R25 S23 an empty tensor beside a real one", withEmptyTensors(1));
    accept("R25 1,024 empty tensors", withEmptyTensors(1'024));
    unsupported("R25 S24 1,025 empty tensors", withEmptyTensors(1'025));
    accept("R29 65,536 tensors", manyTensors(65'536));
    unsupported("R29 65,537 tensors", manyTensors(65'537));
}

void TstSafetensorsRules::addNameRows()
{
    corrupt("R28 S26 empty name", withName(""));
    corrupt("R28 S26 NUL in a name", withName("a\\u0000b"));
    corrupt("R28 newline in a name", withName("a\\nb"));
    corrupt("R28 DEL in a name", withName("a\x7f"));
    corrupt("R28 C1 control in a name", withName("a\\u0085"));
    corrupt("R28 raw control character", withName("a\x01"));
    corrupt("R28 S26 name of 2,000 bytes", withName(QByteArray(2'000, 'n')));
    corrupt("R28 name of 1,025 bytes", withName(QByteArray(1'025, 'n')));
    accept("R28 name of 1,024 bytes", withName(QByteArray(1'024, 'n')));
    accept("R28 S26 ../ is an inert name", withName("../../etc/passwd"));
    accept("R28 a name beyond ASCII", withName("\xe6\xa3\xae \\ud83c\\udf32"));
}

void TstSafetensorsRules::addMetadataRows()
{
    accept("R27 metadata", withMetadata(R"({"format":"pt","":""})"));
    accept("R27 empty metadata", withMetadata("{}"));
    corrupt("R27 S27 a number in the metadata", withMetadata(R"({"a":1})"));
    corrupt("R27 S27 null in the metadata", withMetadata(R"({"a":null})"));
    corrupt("R27 S27 a table in the metadata", withMetadata(R"({"a":{}})"));
    corrupt("R27 a list in the metadata", withMetadata(R"({"a":[]})"));
    corrupt("R27 S27 metadata is null", withMetadata("null"));
    corrupt("R27 metadata is a text", withMetadata("\"a\""));
    corrupt("R27 metadata is a list", withMetadata("[]"));
    corrupt("R27 S27 metadata is a tensor", withMetadata(R"({"dtype":"F32","shape":[2],"data_offsets":[0,8]})"));
    accept("S28 20 MB of text and HTML in the metadata",
        withMetadata("{\"p\":\"" + QByteArray("<b>a red forest</b>").repeated(1'000'000) + "\"}"));
}

QTEST_GUILESS_MAIN(TstSafetensorsRules)
#include "tst_safetensors_rules.moc"
