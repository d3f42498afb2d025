#include <QFile>
#include <QHash>
#include <QRegularExpression>
#include <QtTest>

namespace {

QStringList rows(QChar letter, int last)
{
    QStringList all;
    for (int number = 1; number <= last; ++number)
        all << QStringLiteral("%1%2").arg(letter).arg(number, 2, 10, QLatin1Char('0'));
    return all;
}

QStringList without(const QStringList& some, QStringList all)
{
    all.removeIf([&](const QString& each) { return some.contains(each); });
    return all;
}

struct RowTable {
    const char* document;
    QStringList rows;  ///< all of these, each once, and no others
};

/// The documents that say which test proves which row of the reliability table.
QList<RowTable> rowTables()
{
    return {
        {"docs/models-rows.md", rows('D', 30) + rows('N', 16) + rows('S', 36) + rows('K', 19)},
        {"docs/window-rows.md", without({"F13", "F14", "F15", "G09"}, rows('F', 18) + rows('G', 18))},
    };
}

QString contentOf(const QString& path)
{
    QFile file(QStringLiteral(REVERIE_SOURCE_DIR "/") + path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// "area.tst_unit" -> the text of its source; empty when there is none.
QString sourceOf(const QString& area, const QString& unit)
{
    for (const char* place : {"tests/unit/%1/%2.cpp", "tests/%1/%2.cpp"})
        if (const QString text = contentOf(QString::fromLatin1(place).arg(area, unit)); !text.isEmpty())
            return text;
    return {};
}

/// `| ID | what Reverie does | area.tst_unit `function` ... |`, or `| ID | why it does not apply |`.
struct Row {
    QString id;
    QStringList cells;
};

QList<Row> rowsIn(const QString& text)
{
    static const QRegularExpression pattern(QStringLiteral("^\\| ([A-Z][0-9]{2}) \\| (.+) \\|$"));
    QList<Row> all;
    for (const QString& line : text.split(QLatin1Char('\n')))
        if (const auto match = pattern.match(line); match.hasMatch())
            all.push_back({match.captured(1), match.captured(2).split(QStringLiteral(" | "))});
    return all;
}

/// What is wrong with the tests that a row names; empty when nothing is.
QString faultOf(const QString& id, const QString& tests)
{
    static const QRegularExpression named(QStringLiteral("([a-z_]+)\\.(tst_[a-z0-9_]+)((?:,? `\\w+`)+)"));
    static const QRegularExpression function(QStringLiteral("`(\\w+)`"));
    QString sources;
    auto each = named.globalMatch(tests);
    while (each.hasNext()) {
        const auto test = each.next();
        const QString source = sourceOf(test.captured(1), test.captured(2));
        auto names = function.globalMatch(test.captured(3));
        while (names.hasNext())
            if (const QString name = names.next().captured(1);
                !source.contains(QRegularExpression(QStringLiteral("\\bvoid (\\w+::)?%1\\(\\)").arg(name))))
                return QStringLiteral("%1.%2 has no %3").arg(test.captured(1), test.captured(2), name);
        sources += source;
    }
    if (sources.isEmpty())
        return QStringLiteral("no test is named");
    return sources.contains(id, Qt::CaseInsensitive) ? QString()
                                                     : QStringLiteral("none of these tests bears the row's name");
}

}  // namespace

/// Every row of the reliability table that a document speaks for is proved by a test that exists and bears its name, or
/// does not apply, with the reason.
class TstRows final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyRowStandsThereOnce_data() { tables(); }

    void everyRowStandsThereOnce()
    {
        QFETCH(QString, document);
        QFETCH(QStringList, expected);
        QStringList found;
        for (const Row& row : rowsIn(contentOf(document)))
            found << row.id;
        found.sort();
        expected.sort();
        QCOMPARE(found, expected);
    }

    void everyNamedTestExists_data() { tables(); }

    void everyNamedTestExists()
    {
        QFETCH(QString, document);
        QStringList wrong;
        for (const Row& row : rowsIn(contentOf(document))) {
            const bool doesNotApply = row.cells.size() == 1;
            if (const QString fault = doesNotApply ? QString() : faultOf(row.id, row.cells.back()); !fault.isEmpty())
                wrong << row.id + QStringLiteral(": ") + fault;
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
    }

private:
    static void tables()
    {
        QTest::addColumn<QString>("document");
        QTest::addColumn<QStringList>("expected");
        for (const RowTable& table : rowTables())
            QTest::newRow(table.document) << QString::fromLatin1(table.document) << table.rows;
    }
};

QTEST_GUILESS_MAIN(TstRows)
#include "tst_rows.moc"
