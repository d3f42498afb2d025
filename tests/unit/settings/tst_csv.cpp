#include "core/settings/csv.h"

#include <QtTest>

using namespace reverie::settings;

class TstCsv final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesTextApart_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QList<QStringList>>("rows");
        using Rows = QList<QStringList>;
        QTest::newRow("nothing") << "" << Rows{};
        QTest::newRow("plain") << "a,b\nc,d\n" << Rows{{"a", "b"}, {"c", "d"}};
        QTest::newRow("no last line break") << "a,b" << Rows{{"a", "b"}};
        QTest::newRow("Windows line breaks") << "a,b\r\nc,d\r\n" << Rows{{"a", "b"}, {"c", "d"}};
        QTest::newRow("a carriage return in a field") << "a\rb,c" << Rows{{"a\rb", "c"}};
        QTest::newRow("empty fields") << ",,\n" << Rows{{"", "", ""}};
        QTest::newRow("empty lines") << "\na\n\n\nb\n" << Rows{{"a"}, {"b"}};
        QTest::newRow("a comma in quotes") << "\"a, b\",c" << Rows{{"a, b", "c"}};
        QTest::newRow("a line break in quotes") << "\"a\r\nb\",c\nd" << Rows{{"a\r\nb", "c"}, {"d"}};
        QTest::newRow("doubled quotes") << R"("say ""sea""","""")" << Rows{{"say \"sea\"", "\""}};
        QTest::newRow("empty quotes") << R"("",a)" << Rows{{"", "a"}};
        QTest::newRow("quotes in a bare field") << R"(a "b" c,d)" << Rows{{"a \"b\" c", "d"}};
        QTest::newRow("text behind quotes") << R"("a"b,c)" << Rows{{"ab", "c"}};
    }

    void takesTextApart()
    {
        QFETCH(QString, text);
        QFETCH(QList<QStringList>, rows);
        QList<QStringList> found;
        for (const CsvRow& row : parseCsv(text)) {
            QVERIFY(!row.isTorn);
            found << row.fields;
        }
        QCOMPARE(found, rows);
    }

    void saysWhereEachRowBegins()
    {
        QList<int> lines;
        for (const CsvRow& row : parseCsv("a\n\"b\nb\"\n\nc"))
            lines << row.line;
        QCOMPARE(lines, (QList<int>{1, 2, 5}));
    }

    void anOpenQuotationMarkTearsItsRow()
    {
        const auto rows = parseCsv("a\nb,\"c\nd");
        QCOMPARE(rows.size(), 2u);
        QVERIFY(!rows[0].isTorn);
        QVERIFY(rows[1].isTorn);
        QCOMPARE(rows[1].fields, (QStringList{"b", "c\nd"}));
    }

    /// Cut off anywhere, a text is still taken apart.
    void endsWhereverTheTextEnds()
    {
        const QString whole = "name,\"a \"\"b\"\"\r\nc\",d\r\ne\n";
        for (qsizetype length = 0; length <= whole.size(); ++length)
            QVERIFY(parseCsv(whole.left(length)).size() <= 2);
    }
};

QTEST_GUILESS_MAIN(TstCsv)
#include "tst_csv.moc"
