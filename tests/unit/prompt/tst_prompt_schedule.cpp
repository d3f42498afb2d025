#include "core/prompt/prompt_schedule.h"

#include <QtTest>

using namespace reverie::prompt;

namespace {

/// "0-8 cat, 9- dog" for ten calls.
QString written(const std::vector<ScheduledText>& texts)
{
    QStringList all;
    int first = 0;
    for (const ScheduledText& each : texts) {
        const bool isLast = &each == &texts.back();
        all << QStringLiteral("%1-%2 %3")
                   .arg(first)
                   .arg(isLast ? QString() : QString::number(each.lastCall), each.text);
        first = each.lastCall + 1;
    }
    return all.join(QStringLiteral(", "));
}

QString written(const std::vector<CombinedText>& texts)
{
    QStringList all;
    for (const CombinedText& each : texts)
        all << QStringLiteral("%1*{%2}").arg(each.weight).arg(each.text);
    return all.join(QLatin1Char(' '));
}

}  // namespace

/// Prompts whose words change over the steps, and prompts of several parts.
class TstPromptSchedule final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void wordsChangeAtTheirCall_data()
    {
        QTest::addColumn<QString>("prompt");
        QTest::addColumn<QString>("texts");  ///< over ten calls of the network
        const auto row = [](const char* prompt, const char* texts) {
            QTest::newRow(prompt) << QString::fromUtf8(prompt) << QString::fromUtf8(texts);
        };
        row("", "0- ");
        row("a cat", "0- a cat");
        row("a [cat:dog:0.4]", "0-4 a cat, 5- a dog");
        row("a [cat:dog:4]", "0-4 a cat, 5- a dog");
        row("a [cat:dog: 4 ]!", "0-4 a cat!, 5- a dog!");
        row("a [dog:4]", "0-4 a , 5- a dog");
        row("a [cat::4]", "0-4 a cat, 5- a ");
        row("a [:dog:4]", "0-4 a , 5- a dog");
        row("[cat:dog:0.49]", "0-4 cat, 5- dog");
        row("[cat:dog:.5]", "0-5 cat, 6- dog");
        row("[cat:dog:1]", "0-1 cat, 2- dog");
        row("[cat:dog:1.0]", "0- cat");
        row("[cat:dog:99]", "0- cat");
        row("[cat:dog:1e3]", "0- [cat:dog:1e3]");
        row("[cat:dog:0]", "0- dog");
        row("[cat:dog:-3]", "0- dog");
        row("[cat:cat:3]", "0- cat");
        row("[a:b:2] [c:d:5]", "0-2 a c, 3-5 b c, 6- b d");
        row("[a:[b:c:6]:3]", "0-3 a, 4-6 b, 7- c");
        row("[[a:b:3]:c:6]", "0-3 a, 4-6 b, 7- c");
        row("([a:b:3]:1.3)", "0-3 (a:1.3), 4- (b:1.3)");
        row("[(a:1.3):b:3]", "0-3 (a:1.3), 4- b");
        row("[[a]:((b)):3]", "0-3 [a], 4- ((b))");
        row("[a\\:b:c:3]", "0-3 a\\:b, 4- c");
        row("[😀:é:3]", "0-3 😀, 4- é");
        row("[[a|b]:c:3]", "0-1 a, 2-2 b, 3-3 a, 4- c");
    }

    void wordsChangeAtTheirCall()
    {
        QFETCH(QString, prompt);
        QTEST(written(promptSchedule(prompt, 10)), "texts");
    }

    void wordsTakeTurns_data()
    {
        QTest::addColumn<QString>("prompt");
        QTest::addColumn<QString>("texts");  ///< over five calls of the network
        const auto row = [](const char* prompt, const char* texts) {
            QTest::newRow(prompt) << QString::fromUtf8(prompt) << QString::fromUtf8(texts);
        };
        row("[a|b]", "0-1 a, 2-2 b, 3-3 a, 4-4 b, 5- a");
        row("[a|b|c]", "0-1 a, 2-2 b, 3-3 c, 4-4 a, 5- b");
        row("[|a]", "0-1 , 2-2 a, 3-3 , 4-4 a, 5- ");
        row("[a|a]", "0- a");
        row("[a|[b|c]]", "0-1 a, 2-2 c, 3-3 a, 4-4 c, 5- a");
    }

    void wordsTakeTurns()
    {
        QFETCH(QString, prompt);
        QTEST(written(promptSchedule(prompt, 5)), "texts");
    }

    void whateverIsNoFormStays()
    {
        for (const char* prompt : {"[a]", "[a:b]", "[a:b", "[a|b", "(a|b)", "{a|b}", "a|b", "[(a|b)]", "\\[a|b\\]",
                 "\\[a:b:0.4\\]", "[a\\|b]", "(a:1.3)", "[(a:1.3)]", "[a:b:c]", "[a:0.4 b]", "[a:]", "a]:3]",
                 "[a:b:c:3]", "[a|b:3]", "[a:b|c:3]", "\\", "a\\"}) {
            const QString text = QString::fromUtf8(prompt);
            QCOMPARE(promptSchedule(text, 10), (std::vector<ScheduledText>{{10, text}}));
        }
    }

    void bracketsNeedNotMatchInShape()
    {
        QCOMPARE(written(promptSchedule(QStringLiteral("[a (b:c:3]"), 10)), QStringLiteral("0- [a (b:c:3]"));
        QCOMPARE(written(promptSchedule(QStringLiteral("(a [b:c:3]"), 10)), QStringLiteral("0-3 (a b, 4- (a c"));
        QCOMPARE(written(promptSchedule(QStringLiteral("[a:[b:c:3]"), 10)), QStringLiteral("0-3 [a:b, 4- [a:c"));
    }

    void andDividesPrompts_data()
    {
        QTest::addColumn<QString>("prompt");
        QTest::addColumn<QString>("parts");
        const auto row = [](const char* prompt, const char* parts) {
            QTest::newRow(prompt) << QString::fromUtf8(prompt) << QString::fromUtf8(parts);
        };
        row("", "1*{}");
        row("a :2", "1*{a :2}");
        row("a AND b", "1*{a } 1*{ b}");
        row("a AND b :1.2", "1*{a } 1.2*{ b }");
        row("a:0.5 AND b:-1 ANDAND c AND d : .25 ", "0.5*{a} 1*{ b:-1 ANDAND c } 0.25*{ d }");
        row("a (b:1.3) AND c", "1*{a (b:1.3) } 1*{ c}");
        row("AND", "1*{} 1*{}");
        row("BRAND AND_ and xAND", "1*{BRAND AND_ and xAND}");
    }

    void andDividesPrompts()
    {
        QFETCH(QString, prompt);
        QTEST(written(combinedTexts(prompt)), "parts");
    }

    void takesTimeInProportion()
    {
        constexpr qsizetype kLength = 1 << 20;
        for (const char* part : {"(", "[", "]", ")", ":", "|", "[a:", "[a|", "\\", "[a:b:1]", "[a:1]", "[(", "AND"}) {
            const QString prompt = QString::fromLatin1(part).repeated(kLength / qstrlen(part));
            QVERIFY(!promptSchedule(prompt, 2).empty());
            QVERIFY(!combinedTexts(prompt).empty());
        }
        QCOMPARE(promptSchedule(QStringLiteral("[a|b]").repeated(13000), 200).size(), std::size_t{200});
        const QString nested =
            QStringLiteral("[").repeated(100) + QLatin1Char('a') + QStringLiteral(":b:1]").repeated(100);
        QCOMPARE(promptSchedule(nested, 4).size(), std::size_t{2});
    }
};

QTEST_GUILESS_MAIN(TstPromptSchedule)
#include "tst_prompt_schedule.moc"
