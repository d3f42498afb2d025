#include "core/settings/styles.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace reverie;
using namespace reverie::settings;

namespace {

/// As A1111 1.10 writes it: Python's csv module, UTF-8 with a byte order mark, lines ending in CR LF.
const QByteArray kA1111 = "\xef\xbb\xbfname,prompt,negative_prompt\r\n"
                          "Film,\"{prompt}, 35mm, \"\"grain\"\"\",\"digital,\r\nsmooth\"\r\n"
                          "== Heading ==,,\r\n"
                          "\xd0\x9b\xd0\xb5\xd1\x81,forest,\r\n";

}  // namespace

class TstStyles final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsTheFileOfA1111()
    {
        const StyleImport import = readStylesCsv(kA1111).value();
        QCOMPARE(import.styles.size(), 2u);
        QCOMPARE(import.styles[0].name, "Film");
        QCOMPARE(import.styles[0].prompt, "{prompt}, 35mm, \"grain\"");
        QCOMPARE(import.styles[0].negativePrompt, "digital,\r\nsmooth");
        QCOMPARE(import.styles[1].name, QString::fromUtf8("Лес"));
        QCOMPARE(import.notes.size(), 1);
        QVERIFY2(import.notes[0].startsWith("Line 4, \"== Heading ==\""), qPrintable(import.notes[0]));
    }

    void readsOlderAndReorderedColumns()
    {
        const auto old = readStylesCsv("name,text\nFilm,grain\n").value();
        QCOMPARE(old.styles.at(0).prompt, "grain");
        const auto moved = readStylesCsv("negative_prompt,Prompt,more,name\nbad,good,x,Film").value();
        QVERIFY(moved.styles.at(0) == (Style{"Film", "good", "bad"}));
    }

    void saysWhatItLeftOut_data()
    {
        QTest::addColumn<QByteArray>("row");
        QTest::addColumn<QString>("note");
        QTest::newRow("no name") << QByteArray(",a,b") << "gives no name";
        QTest::newRow("torn") << QByteArray("x,\"a,b") << "never closed";
        QTest::newRow("no prompt") << QByteArray("x,,") << "heading";
    }

    void saysWhatItLeftOut()
    {
        QFETCH(QByteArray, row);
        QFETCH(QString, note);
        const auto import = readStylesCsv("name,prompt,negative_prompt\ngood,a,\n" + row).value();
        QCOMPARE(import.styles.size(), 1u);
        QCOMPARE(import.notes.size(), 1);
        QVERIFY2(import.notes[0].contains(note) && import.notes[0].contains("Line 3"), qPrintable(import.notes[0]));
    }

    void ofTwoWithOneNameTheLastCounts()
    {
        const auto import = readStylesCsv("name,prompt\nx,a\nx,b\n").value();
        QCOMPARE(import.styles.size(), 1u);
        QCOMPARE(import.styles[0].prompt, "b");
        QVERIFY(import.notes.at(0).contains("twice"));
    }

    void refusesWhatIsNoListOfStyles()
    {
        QCOMPARE(readStylesCsv("").error().code, ErrorCode::Corrupt);
        QCOMPARE(readStylesCsv("<html>no</html>").error().code, ErrorCode::Corrupt);
        QCOMPARE(readStylesCsv(QByteArray((4 << 20) + 1, 'x')).error().code, ErrorCode::Unsupported);
    }

    void putsThePromptIntoTheStyle()
    {
        const Style film{"Film", "photo of {prompt}, {prompt}!", "smooth"};
        QVERIFY(applyStyle(film, {"a tree", "blur"}) == (PromptPair{"photo of a tree, a tree!", "blur, smooth"}));
        QVERIFY(applyStyle({"x", "", ""}, {"a tree", ""}) == (PromptPair{"a tree", ""}));
        QVERIFY(applyStyle(film, {}) == (PromptPair{"photo of , !", "smooth"}));
    }

    void theBookSurvivesARestart()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath("styles.json");
        {
            StyleBook book(file);
            QVERIFY(book.put({"b", "one", "two"}).has_value());
            QVERIFY(book.putAll({{"A", "x", ""}, {"c", "", "y"}}).has_value());
            QVERIFY(book.put({"b", "new", "two"}).has_value());
            book.remove("c");
        }
        const StyleBook book(file);
        QVERIFY(book.note().isEmpty());
        QVERIFY(book.styles() == (std::vector<Style>{{"A", "x", ""}, {"b", "new", "two"}}));
        QCOMPARE(book.find("b")->prompt, "new");
        QVERIFY(book.find("c") == nullptr);
    }

    void aLargeBookSurvivesARestart()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath("styles.json");
        QVERIFY(StyleBook(file).put({"long", QString(5 << 20, 'x'), {}}));
        const StyleBook book(file);
        QVERIFY2(book.note().isEmpty(), qPrintable(book.note()));
        QVERIFY(book.find("long") != nullptr);
    }

    void aStyleIsRenamedAndChanged()
    {
        StyleBook book{QString()};
        QVERIFY(book.putAll({{"a", "x", ""}, {"b", "y", ""}}).has_value());
        const std::vector<Style> before = book.styles();
        QVERIFY(book.change("a", {"c", "z", "w"}).has_value());
        QVERIFY(book.styles() == (std::vector<Style>{{"b", "y", ""}, {"c", "z", "w"}}));
        QVERIFY(book.change("c", {"b", "z", "w"}).has_value());  // takes the other's place
        QVERIFY(book.styles() == (std::vector<Style>{{"b", "z", "w"}}));
        QCOMPARE(book.change("b", {" ", "z", "w"}).error().code, ErrorCode::InvalidArgument);
        QVERIFY(book.find("b") != nullptr);
        book.restore(before);
        QVERIFY(book.styles() == before);
    }

    void saysWhenItCannotBeWritten()
    {
        const QTemporaryDir folder;
        QFile inTheWay(folder.filePath("here"));
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        StyleBook book(folder.filePath("here/styles.json"));
        QSignalSpy complaints(&book, &StyleBook::notSaved);
        QVERIFY(book.put({"a", "x", ""}).has_value());
        QVERIFY(complaints.isEmpty());  // nobody waits for the disk
        QTRY_COMPARE(complaints.size(), 1);
        QVERIFY(complaints[0][0].toString().contains("styles.json"));
        QVERIFY(book.find("a") != nullptr);
    }

    void aStyleNeedsAName()
    {
        StyleBook book{QString()};
        QCOMPARE(book.put({" ", "x", ""}).error().code, ErrorCode::InvalidArgument);
        QVERIFY(book.styles().empty());
    }

    void f02_aBrokenBookIsPutAsideAndTheLastGoodOneTaken()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath("styles.json");
        {
            StyleBook book(file);
            QVERIFY(book.put({"a", "x", ""}).has_value());
            QVERIFY(book.put({"b", "y", ""}).has_value());
        }
        QFile broken(file);
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write("{\"styles\": [");
        broken.close();
        const StyleBook book(file);
        QVERIFY2(book.note().contains("styles.json.broken"), qPrintable(book.note()));
        QVERIFY(book.find("a") != nullptr);
        QVERIFY(QFile::exists(file + ".broken"));
    }
};

QTEST_GUILESS_MAIN(TstStyles)
#include "tst_styles.moc"
