#include "core/request/quoted.h"

#include <QtTest>

using reverie::request::quoted;
using reverie::request::shown;

/// Texts of strangers end up in messages: short, on one line, and no command to a terminal.
class TstQuoted final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void plainTextStays()
    {
        QCOMPARE(quoted(QString::fromUtf8("красный лес 🌲")), QString::fromUtf8("\"красный лес 🌲\""));
    }

    void longTextIsCut()
    {
        QCOMPARE(quoted(QString(41, 'x')), '"' + QString(40, 'x') + "...\"");
        QCOMPARE(shown(QString(41, 'x'), 100), QString(41, 'x'));
    }

    void whatATerminalWouldObeyIsReplaced_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("escape") << "a\x1b]b";
        QTest::newRow("line break") << "a\n]b";
        QTest::newRow("DEL") << "a\x7f]b";
        QTest::newRow("C1") << QString::fromUtf8("a\u009b]b");
        QTest::newRow("right to left") << QString::fromUtf8("a\u202e]b");
        QTest::newRow("line separator") << QString::fromUtf8("a\u2028]b");
    }

    void whatATerminalWouldObeyIsReplaced()
    {
        QFETCH(QString, text);
        QCOMPARE(shown(text), "a?]b");
    }
};

QTEST_GUILESS_MAIN(TstQuoted)
#include "tst_quoted.moc"
