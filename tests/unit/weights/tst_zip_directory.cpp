#include "core/weights/zip_directory.h"
#include "tests/support/safetensors_bytes.h"
#include "tests/support/zip_bytes.h"

#include <QTemporaryDir>
#include <QtTest>

#include <functional>

using namespace reverie;
using namespace reverie::test;
using namespace reverie::weights;

namespace {

ZipBytes smallArchive()
{
    return ZipBytes().add("a/data.pkl", "pickle").add("a/data/0", "12345678").add("a/version", "3\n");
}

QByteArray spoilt(const std::function<void(ZipBytes&)>& spoil)
{
    ZipBytes bytes = smallArchive();
    spoil(bytes);
    return bytes.build();
}

QByteArray wide(std::initializer_list<quint64> numbers)
{
    QByteArray data;
    for (const quint64 number : numbers)
        data += littleEndian(number, 8);
    return littleEndian(1, 2) + littleEndian(static_cast<quint64>(data.size()), 2) + data;
}

}  // namespace

/// An archive in which each byte belongs to one thing, and everything is said alike wherever it is said.
class TstZipDirectory final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder.emplace(); }

    void findsTheDataOfEachRecord_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("as PyTorch writes") << spoilt(
            [](ZipBytes& bytes) { bytes.records[1].localExtra = "FB" + littleEndian(20, 2) + QByteArray(20, 'Z'); });
        QTest::newRow("without Zip64") << spoilt([](ZipBytes& bytes) { bytes.isZip64 = false; });
        QTest::newRow("sizes before the data") << spoilt([](ZipBytes& bytes) {
            for (ZipRecordBytes& record : bytes.records)
                record.flags = record.localFlags = 0;
        });
        QTest::newRow("sizes of 64 bits behind the data") << spoilt([](ZipBytes& bytes) {
            ZipRecordBytes& record = bytes.records[1];
            record.descriptor = "PK\x07\x08" + littleEndian(record.crc32, 4) + littleEndian(8, 8) + littleEndian(8, 8);
        });
        QTest::newRow("sizes of 64 bits in the directory") << spoilt([](ZipBytes& bytes) {
            bytes.records[1].bytes = 0xffff'ffff;
            bytes.records[1].extra = wide({8, 8});
        });
        QTest::newRow("sizes of 64 bits before the data") << spoilt([](ZipBytes& bytes) {
            ZipRecordBytes& record = bytes.records[1];
            record.bytes = 0xffff'ffff;
            record.flags = record.localFlags = 0;
            record.extra = record.localExtra = wide({8, 8});
        });
    }

    void findsTheDataOfEachRecord()
    {
        QFETCH(const QByteArray, content);
        const auto records = read(content);
        QVERIFY2(records, records ? "" : qPrintable(sentence(records.error())));
        QCOMPARE(records->size(), std::size_t{3});
        QCOMPARE((*records)[1].name, std::string("a/data/0"));
        QCOMPARE(content.mid(static_cast<qsizetype>((*records)[1].offset), static_cast<qsizetype>((*records)[1].bytes)),
            QByteArray("12345678"));
        QCOMPARE((*records)[2].bytes, std::uint64_t{2});
    }

    void K14_refusesWhatReadersCouldReadInTwoWays_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const char* says, const std::function<void(ZipBytes&)>& spoil) {
            QTest::newRow(name) << spoilt(spoil) << QString::fromLatin1(says);
        };
        row("other name in the local header", "disagree", [](ZipBytes& z) { z.records[1].localName = "a/data/1"; });
        row("longer name in the local header", "disagree", [](ZipBytes& z) { z.records[1].localName = "a/data/00"; });
        row("other flags in the local header", "disagree", [](ZipBytes& z) { z.records[1].localFlags = 8; });
        row("flag of encryption", "is encrypted", [](ZipBytes& z) { z.records[1].flags = 0x809; });
        row("flag 0x20", "marked as PyTorch marks none", [](ZipBytes& z) { z.records[1].flags = 0x828; });
        row("flag 0x40", "marked as PyTorch marks none", [](ZipBytes& z) { z.records[1].flags = 0x848; });
        row("flag of encryption in the local header alone", "disagree",
            [](ZipBytes& z) { z.records[1].localFlags = 0x809; });
        row("K16 deflated", "is compressed", [](ZipBytes& z) { z.records[1].method = 8; });
        row("K16 claims petabytes", "overlaps another", [](ZipBytes& z) {
            z.records[1].bytes = 0xffff'ffff;
            z.records[1].extra = wide({quint64{1} << 50, quint64{1} << 50});
        });
        row("two sizes", "two sizes", [](ZipBytes& z) {
            z.records[1].bytes = 0xffff'ffff;
            z.records[1].extra = wide({8, 7});
        });
        row("number of 64 bits missing", "cut short", [](ZipBytes& z) {
            z.records[1].bytes = 0xffff'ffff;
            z.records[1].extra = wide({8});
        });
        row("number of 64 bits too many", "cut short", [](ZipBytes& z) { z.records[1].extra = wide({8, 8}); });
        row("extra field cut", "cut short", [](ZipBytes& z) { z.records[1].extra = "FB" + littleEndian(9, 2); });
        row("two fields of 64 bits", "cut short", [](ZipBytes& z) {
            z.records[1].bytes = 0xffff'ffff;
            z.records[1].extra = wide({8, 8}) + wide({8, 8});
        });
        row("wrong sum behind the data", "disagree", [](ZipBytes& z) { z.records[1].descriptor[4] = 'x'; });
        row("wrong size behind the data", "disagree", [](ZipBytes& z) { z.records[1].descriptor[8] = 7; });
        row("nothing behind the data", "belong to nothing", [](ZipBytes& z) { z.records[1].descriptor.clear(); });
        row("bytes behind a record", "belong to nothing", [](ZipBytes& z) { z.records[1].descriptor += "hidden"; });
        row("bytes before the directory", "belong to nothing", [](ZipBytes& z) { z.beforeDirectory = "hidden"; });
        row("too small", "belong to nothing", [](ZipBytes& z) { z.records[1].bytes = 7; });
        row("too large", "overlaps another", [](ZipBytes& z) { z.records[1].bytes = 60; });
        row("two records of one name", "stands there twice", [](ZipBytes& z) { z.add("a/version", "4\n"); });
        row("two entries for one record", "overlaps another", [](ZipBytes& z) {
            z.add("a/other", "");
            z.records[3].localOffsetShift = -56;
        });
        row("points beside its local header", "belong to nothing",
            [](ZipBytes& z) { z.records[1].localOffsetShift = 1; });
        row("points before its local header", "belong to nothing",
            [](ZipBytes& z) { z.records[1].localOffsetShift = -1; });
        row("points beyond the file", "belong to nothing", [](ZipBytes& z) { z.records[2].localOffsetShift = 4'000; });
        row("more records than counted", "more records than it counts", [](ZipBytes& z) { z.countShift = -1; });
        row("fewer records than counted", "fewer records than it counts", [](ZipBytes& z) { z.countShift = 1; });
        row("K15 comment that looks like an end", "comment of an archive", [](ZipBytes& z) {
            z.comment = QByteArray("PK\x05\x06", 4) + QByteArray(16, '\0') + QByteArray("\x01\x00", 2);
        });
        row("K15 comment of 64 KiB", "does not end as an archive", [](ZipBytes& z) { z.comment.fill('c', 0xffff); });
        row("two ends", "not where its end says", [](ZipBytes& z) {
            const QByteArray whole = z.build();
            z.beforeDirectory = whole.mid(whole.size() - 22);
            z.isZip64 = false;
            z.comment = whole.mid(whole.size() - 22);
        });
    }

    void K14_refusesWhatReadersCouldReadInTwoWays()
    {
        QFETCH(const QByteArray, content);
        QFETCH(const QString, says);
        const auto records = read(content);
        QVERIFY(!records);
        QVERIFY2(sentence(records.error()).contains(says), qPrintable(sentence(records.error())));
    }

    void K14_refusesASecondArchiveBeforeOrBehind()
    {
        const QByteArray whole = smallArchive().build();
        QVERIFY(!read(whole + whole));
        QVERIFY(!read("x" + whole));
        QVERIFY(!read(whole + "x"));
        QVERIFY(!read(whole + whole.right(22)));
    }

    void K14_refusesTwoEndsThatDisagree_data()
    {
        QTest::addColumn<int>("place");
        const qsizetype size = smallArchive().build().size();
        for (qsizetype i = size - 98; i < size; ++i)
            QTest::addRow("byte %d from the end", static_cast<int>(size - i)) << static_cast<int>(i);
    }

    void K14_refusesTwoEndsThatDisagree()
    {
        QFETCH(const int, place);
        QByteArray content = smallArchive().build();
        content[place] = static_cast<char>(content[place] ^ 0x20);
        const bool isVersion = place >= content.size() - 86 && place < content.size() - 82;
        QCOMPARE(read(content).has_value(), isVersion);
    }

    void K14_refusesEveryTruncation()
    {
        const QByteArray whole = smallArchive().build();
        for (qsizetype size = 0; size < whole.size(); ++size)
            QVERIFY2(!read(whole.first(size)), qPrintable(QString::number(size)));
    }

    void K15_refusesNamesThatLeadElsewhere_data()
    {
        QTest::addColumn<QByteArray>("name");
        for (const char* name : {"../x", "a/../x", "a/./x", "/x", "/a/x", "a//x", "a/", "a", "", "b/x", "a\\x/y",
                 "a/x\\..\\y", "a/\n", "a/\xff", "a/\xed\xa0\x80"})
            QTest::newRow(name) << QByteArray(name);
        QTest::newRow("NUL") << QByteArray("a/x\0y", 5);
        QTest::newRow("long") << "a/" + QByteArray(2'000, 'x');
    }

    void K15_refusesNamesThatLeadElsewhere()
    {
        QFETCH(const QByteArray, name);
        ZipBytes bytes = smallArchive();
        const auto records = read(bytes.add(name, "x").build());
        QVERIFY(!records);
        QVERIFY2(sentence(records.error()).contains("has an impossible name") ||
                sentence(records.error()).contains("outside the folder of the others"),
            qPrintable(sentence(records.error())));
    }

    void takesNamesOfOtherLanguages()
    {
        const QByteArray folder = "Bär v1.0 (最終)";
        const auto records = read(ZipBytes().add(folder + "/data.pkl", "x").build());
        QVERIFY2(records, records ? "" : qPrintable(sentence(records.error())));
    }

    void K15_refuses70000Records()
    {
        ZipBytes bytes;
        for (int i = 0; i < 70'000; ++i)
            bytes.add("a/" + QByteArray::number(i), {});
        const auto records = read(bytes.build());
        QCOMPARE(records.error().code, ErrorCode::Unsupported);
        QVERIFY(records.error().detail.contains("more than 65536 records"));
    }

    void refusesAnEmptyArchive() { QVERIFY(!read(ZipBytes().build())); }

private:
    Result<std::vector<ZipRecord>> read(const QByteArray& content) const
    {
        const QString path = m_folder->filePath(QStringLiteral("a.zip"));
        if (!writeFile(path, content))
            return fail(ErrorCode::Io, QStringLiteral("cannot write"));
        return readZipDirectory(*io::ReadFile::open(path));
    }

    std::optional<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TstZipDirectory)
#include "tst_zip_directory.moc"
