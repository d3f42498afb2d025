#include "core/image/png_writer.h"

#include "core/image/png_reader.h"
#include "core/io/fault_points.h"
#include "tests/support/pictures.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cerrno>

using namespace reverie;
using namespace reverie::image;
using support::patterned;

namespace {

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(none)");
}

}  // namespace

class TstPngWriter final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder.emplace(); }

    void keepsEveryPixel_data()
    {
        QTest::addColumn<int>("level");
        for (const int level : {1, 3, 4, 9})
            QTest::addRow("level %d", level) << level;
    }

    void keepsEveryPixel()
    {
        QFETCH(int, level);
        const auto picture = patterned(37, 23);
        QVERIFY(savePng(path(), encodePng(picture, {}, level).value(), io::IfExists::Refuse).has_value());
        const auto read = readPngPixels(path());
        QCOMPARE(read->width, 37);
        QCOMPARE(read->height, 23);
        QVERIFY(read->pixels == picture.pixels);
    }

    void keepsEveryText_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QByteArray>("chunk");
        QTest::newRow("ASCII") << QStringLiteral("a red forest\nSteps: 25") << QByteArray("tEXt");
        QTest::newRow("empty") << QString() << QByteArray("tEXt");
        QTest::newRow("Latin-1") << QStringLiteral("un café") << QByteArray("tEXt");
        QTest::newRow("Latin-1 that looks like UTF-8") << QStringLiteral("un cafÃ©") << QByteArray("iTXt");
        QTest::newRow("Cyrillic") << QStringLiteral("красный лес") << QByteArray("iTXt");
        QTest::newRow("emoji") << QStringLiteral("🌲🔥") << QByteArray("iTXt");
    }

    void keepsEveryText()
    {
        QFETCH(QString, text);
        QFETCH(QByteArray, chunk);
        const QByteArray png = encodePng(patterned(2, 2), {{QStringLiteral("parameters"), text}}).value();
        QVERIFY(png.contains(chunk + "parameters"));
        QVERIFY(savePng(path(), png, io::IfExists::Refuse).has_value());
        const auto metadata = readPngMetadata(path()).value();
        QCOMPARE(metadata.texts, (std::vector<PngText>{{QStringLiteral("parameters"), text}}));
        QVERIFY(!metadata.isTextDamaged && !metadata.isTextCut);
    }

    void writesTextsBeforePixels()
    {
        const QByteArray png =
            encodePng(patterned(2, 2), {{QStringLiteral("parameters"), QStringLiteral("a")}}).value();
        QVERIFY(png.indexOf("tEXt") < png.indexOf("IDAT"));
        QCOMPARE(png.count("tEXt"), 1);
    }

    void refusesWhatPngCannotHold()
    {
        const QString text = QStringLiteral("text");
        for (const PngText& each :
            {PngText{{}, text}, PngText{QString(80, u'k'), text}, PngText{QStringLiteral(" k"), text},
                PngText{QStringLiteral("ключ"), text}, PngText{QStringLiteral("k"), QString(1, QChar(0))}})
            QCOMPARE(encodePng(patterned(1, 1), {each}).error().code, ErrorCode::InvalidArgument);
    }

    void refusesAPictureOfAnotherSize()
    {
        auto picture = patterned(4, 4);
        picture.pixels.pop_back();
        QCOMPARE(encodePng(picture, {}).error().code, ErrorCode::Internal);
        QCOMPARE(encodePng({}, {}).error().code, ErrorCode::Internal);
    }

    void neverOverwritesUnasked()
    {
        QVERIFY(savePng(path(), "old", io::IfExists::Refuse).has_value());
        QCOMPARE(savePng(path(), "new", io::IfExists::Refuse).error().code, ErrorCode::AlreadyExists);
        QCOMPARE(contentOf(path()), QByteArray("old"));
        QVERIFY(savePng(path(), "new", io::IfExists::Replace).has_value());
        QCOMPARE(contentOf(path()), QByteArray("new"));
    }

    /// Rows I01 and I02 of the reliability table.
    void aFullDiskLeavesNothingAndKeepsTheOldFile()
    {
        const QByteArray png = encodePng(patterned(8, 8), {}).value();
        int failures = 0;
        for (int nth = 1;; ++nth) {
            QVERIFY(savePng(path(), "old", io::IfExists::Replace).has_value());
            const io::FaultPlan plan(nth, ENOSPC, true);
            const auto saved = savePng(path(), png, io::IfExists::Replace);
            if (plan.passed() < nth)
                break;
            ++failures;
            QCOMPARE(saved.error().code, ErrorCode::DiskFull);
            QVERIFY(sentence(saved.error()).contains(path()));
            QVERIFY(contentOf(path()) == "old" || contentOf(path()) == png);
            QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden).size(), 1);
        }
        QCOMPARE(failures, 5);  // open, write, sync, rename, sync of the folder
    }

private:
    QString path() const { return m_folder->filePath(QStringLiteral("a picture.png")); }

    std::optional<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TstPngWriter)
#include "tst_png_writer.moc"
