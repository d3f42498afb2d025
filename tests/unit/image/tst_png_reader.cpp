#include "core/image/png_reader.h"

#include "core/image/png_writer.h"
#include "tests/support/pictures.h"
#include "tests/support/png_bytes.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace reverie;
using namespace reverie::image;
using namespace reverie::support;

namespace {

Result<PngMetadata> read(const QByteArray& file)
{
    return readPngMetadata(std::as_bytes(std::span(file.constData(), static_cast<std::size_t>(file.size()))));
}

QByteArray text(const QByteArray& keyword, const QByteArray& value)
{
    return pngChunk("tEXt", keyword + '\0' + value);
}

QByteArray international(char isPacked, const QByteArray& value)
{
    return pngChunk(
        "iTXt", QByteArray("parameters") + '\0' + isPacked + '\0' + "en" + '\0' + "Parameter" + '\0' + value);
}

QByteArray compressed(const QByteArray& value)
{
    return pngChunk("zTXt", QByteArray("parameters\0\0", 12) + deflated(value));
}

QByteArray sample()
{
    return encodePng(patterned(5, 4),
        {{QStringLiteral("parameters"), QStringLiteral("a forest")},
            {QStringLiteral("reverie"), QStringLiteral("лес")}})
        .value();
}

}  // namespace

class TstPngReader final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsEveryKindOfText_data()
    {
        QTest::addColumn<QByteArray>("chunk");
        QTest::addColumn<QString>("expected");
        const QString forest = QStringLiteral("лес");
        QTest::newRow("tEXt, Latin-1") << text("parameters", "caf\xe9") << QStringLiteral("café");
        QTest::newRow("tEXt, UTF-8 as sd.cpp writes it") << text("parameters", forest.toUtf8()) << forest;
        QTest::newRow("zTXt") << compressed("a forest") << QStringLiteral("a forest");
        QTest::newRow("iTXt") << international(0, forest.toUtf8()) << forest;
        QTest::newRow("iTXt, packed") << international(1, deflated(forest.toUtf8())) << forest;
        QTest::newRow("empty") << text("parameters", {}) << QString();
        QTest::newRow("byte order mark") << text("parameters", "\xef\xbb\xbf") << QStringLiteral("\ufeff");
    }

    void readsEveryKindOfText()
    {
        QFETCH(QByteArray, chunk);
        QFETCH(QString, expected);
        const auto metadata = read(pngWith(chunk)).value();
        QCOMPARE(metadata.texts, (std::vector<PngText>{{QStringLiteral("parameters"), expected}}));
        QVERIFY(!metadata.isTextDamaged && !metadata.isTextCut);
    }

    /// Row I05.
    void aFileCutAnywhereIsDamaged()
    {
        const QByteArray whole = sample();
        QVERIFY(read(whole).has_value());
        for (qsizetype size = 0; size < whole.size(); ++size)
            QCOMPARE(read(whole.left(size)).error().code, ErrorCode::Corrupt);
    }

    /// Rows I05 and I11: no changed byte passes unseen; one in a text costs that text only.
    void aChangedByteIsNoticed()
    {
        const QByteArray whole = sample();
        const qsizetype pixels = whole.indexOf("IDAT") - 4;
        for (qsizetype at = 0; at < whole.size(); ++at) {
            for (const int bit : {0, 3, 5, 7}) {
                QByteArray changed = whole;
                changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
                const auto metadata = read(changed);
                QVERIFY2(!metadata || (metadata->isTextDamaged && at < pixels), qPrintable(QString::number(at)));
            }
        }
    }

    void aWrongTextChecksumKeepsThePicture()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("a.png"));
        QByteArray changed = sample();
        changed[changed.indexOf("a forest")] = 'A';
        QVERIFY(savePng(path, changed, io::IfExists::Refuse).has_value());
        const auto metadata = readPngMetadata(path).value();
        QVERIFY(metadata.isTextDamaged);
        QCOMPARE(metadata.texts.size(), std::size_t{1});
        QVERIFY(readPngPixels(path)->pixels == patterned(5, 4).pixels);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<ErrorCode>("code");
        const QByteArray end = pngChunk("IEND", {});
        QTest::newRow("no PNG") << QByteArray("GIF89a and more than eight bytes") << ErrorCode::Corrupt;
        QTest::newRow("no pixels") << pngStart(1, 1) + end << ErrorCode::Corrupt;
        QTest::newRow("no header") << QByteArray("\x89PNG\r\n\x1a\n") + end << ErrorCode::Corrupt;
        QTest::newRow("no width") << pngStart(0, 1) + end << ErrorCode::Corrupt;
        QTest::newRow("65536 x 65536 in 70 bytes") << pngStart(65536, 65536) + end << ErrorCode::Unsupported;
        QTest::newRow("16384 x 16384") << pngStart(16384, 16384) + end << ErrorCode::Unsupported;
        QTest::newRow("30000 x 30000") << pngStart(30000, 30000) + end << ErrorCode::Unsupported;
        QTest::newRow("chunk of 4 GiB") << pngStart(1, 1) + "\xff\xff\xff\xff" + "tEXt" + QByteArray(20, 'x')
                                        << ErrorCode::Corrupt;
    }

    void refuses()
    {
        QFETCH(QByteArray, file);
        QFETCH(ErrorCode, code);
        QCOMPARE(read(file).error().code, code);
    }

    void leavesDamagedTextOut_data()
    {
        QTest::addColumn<QByteArray>("chunk");
        QTest::newRow("no keyword") << text({}, "x");
        QTest::newRow("keyword of 80") << text(QByteArray(80, 'k'), "x");
        QTest::newRow("no separator") << pngChunk("tEXt", "parameters");
        QTest::newRow("empty chunk") << pngChunk("tEXt", {});
        QTest::newRow("unknown packing") << pngChunk("zTXt", QByteArray("p\0\1", 3) + deflated("x"));
        QTest::newRow("packed rubbish") << pngChunk("zTXt", QByteArray("p\0\0rubbish", 10));
        QTest::newRow("packed data cut") << pngChunk("zTXt", QByteArray("p\0\0", 3) + deflated("a forest").chopped(3));
        QTest::newRow("packed nothing") << pngChunk("zTXt", QByteArray("p\0\0", 3));
        QTest::newRow("iTXt without flags") << pngChunk("iTXt", QByteArray("p\0", 2));
        QTest::newRow("iTXt without language") << pngChunk("iTXt", QByteArray("p\0\0\0en", 6));
    }

    void leavesDamagedTextOut()
    {
        QFETCH(QByteArray, chunk);
        const auto metadata = read(pngWith(chunk + text("parameters", "kept"))).value();
        QVERIFY(metadata.isTextDamaged);
        QCOMPARE(metadata.texts, (std::vector<PngText>{{QStringLiteral("parameters"), QStringLiteral("kept")}}));
    }

    /// Row I07.
    void capsWhatItReads_data()
    {
        QTest::addColumn<QByteArray>("chunks");
        QByteArray many;
        for (int i = 0; i < 100'000; ++i)
            many += text("k", "v");
        QTest::newRow("text that unpacks 1000:1") << text("first", "kept") + compressed(QByteArray(20 << 20, 'x'));
        QTest::newRow("prompt of 50 MB") << text("first", "kept") + text("parameters", QByteArray(50'000'000, 'x'));
        QTest::newRow("many that are too much together")
            << text("first", "kept") + text("a", QByteArray(700'000, 'x')) + text("b", QByteArray(700'000, 'x'));
        QTest::newRow("100,000 chunks") << text("first", "kept") + many;
    }

    void capsWhatItReads()
    {
        QFETCH(QByteArray, chunks);
        const auto metadata = read(pngWith(chunks)).value();
        QVERIFY(metadata.isTextCut);
        QVERIFY(metadata.texts.size() <= kMaxPngTexts);
        QCOMPARE(metadata.texts.front(), (PngText{QStringLiteral("first"), QStringLiteral("kept")}));
        QVERIFY(metadata.width == 1 && metadata.height == 1);
    }

    void knowsWhatEightBitRgbHoldsExactly_data()
    {
        QTest::addColumn<QByteArray>("depthAndColour");
        QTest::addColumn<bool>("isExact");
        QTest::newRow("RGB, 8 bits") << QByteArray("\x08\x02") << true;
        QTest::newRow("palette") << QByteArray("\x08\x03") << true;
        QTest::newRow("grey, 1 bit") << QByteArray("\x01\x00", 2) << true;
        QTest::newRow("RGB, 16 bits") << QByteArray("\x10\x02") << false;
        QTest::newRow("RGBA") << QByteArray("\x08\x06") << false;
        QTest::newRow("grey with alpha") << QByteArray("\x08\x04") << false;
    }

    void knowsWhatEightBitRgbHoldsExactly()
    {
        QFETCH(QByteArray, depthAndColour);
        QFETCH(bool, isExact);
        const QByteArray file = QByteArray("\x89PNG\r\n\x1a\n", 8) +
            pngChunk("IHDR", bigEndian(1) + bigEndian(1) + depthAndColour + QByteArray(3, '\0')) +
            pngChunk("IDAT", "x") + pngChunk("IEND", {});
        QCOMPARE(read(file)->isExactInRgb8, isExact);
    }

    void namesTheFile()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("b.png"));
        QCOMPARE(readPngMetadata(path).error().code, ErrorCode::NotFound);
        QVERIFY(savePng(path, "rubbish", io::IfExists::Refuse).has_value());
        QVERIFY(sentence(readPngMetadata(path).error()).contains(path));
        QVERIFY(sentence(readPngPixels(path).error()).contains(path));
    }

    void pixelsThatDoNotUnpackAreDamaged()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("c.png"));
        const QByteArray file = pngStart(4, 4) + pngChunk("IDAT", "rubbish") + pngChunk("IEND", {});
        QVERIFY(savePng(path, file, io::IfExists::Refuse).has_value());
        QCOMPARE(readPngPixels(path).error().code, ErrorCode::Corrupt);
    }
};

QTEST_GUILESS_MAIN(TstPngReader)
#include "tst_png_reader.moc"
