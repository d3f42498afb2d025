#include "core/prompt/prompt_grammar.h"
#include "core/prompt/unsupported_forms.h"

#include <QtTest>

using namespace reverie;
using namespace reverie::prompt;

namespace {

/// Spans as one line: "a*1.1 | BREAK | b". A weight of 1 is left out.
QString written(const std::vector<PromptSpan>& spans)
{
    QStringList all;
    for (const PromptSpan& span : spans) {
        const QString weight = span.weight == 1 ? QString() : QStringLiteral("*%1").arg(span.weight, 0, 'g', 6);
        all << (span.isBreak ? QStringLiteral("BREAK") : QLatin1Char('{') + span.text + QLatin1Char('}') + weight);
    }
    return all.join(QLatin1Char(' '));
}

}  // namespace

/// A1111's grammar by examples of our own.
class TstPromptGrammar final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsWeights_data()
    {
        QTest::addColumn<QString>("prompt");
        QTest::addColumn<QString>("spans");
        const auto row = [](const char* prompt, const char* spans) {
            QTest::newRow(prompt) << QString::fromUtf8(prompt) << QString::fromUtf8(spans);
        };
        row("", "{}");
        row(" ", "{ }");
        row("plain words, and a comma", "{plain words, and a comma}");
        row("(a)", "{a}*1.1");
        row("((a))", "{a}*1.21");
        row("(((a)))", "{a}*1.331");
        row("[a]", "{a}*0.909091");
        row("[[a]]", "{a}*0.826446");
        row("([a])", "{a}");
        row("a (b) c", "{a } {b}*1.1 { c}");
        row("(a:1.3)", "{a}*1.3");
        row("(a: 1.3 )", "{a}*1.3");
        row("(a:0)", "{a}*0");
        row("(a:-1)", "{a}*-1");
        row("(a:+2)", "{a}*2");
        row("(a:.5)", "{a}*0.5");
        row("(a:2.)", "{a}*2");
        row("(a:1.0)b", "{ab}");
        row("(a b c:1.5), d", "{a b c}*1.5 {, d}");
        row("(a (b:2) c:3)", "{a }*3 {b}*6 { c}*3");
        row("((b:1.3))", "{b}*1.43");
        row("[(b:1.1)]", "{b}");
        row("[a (b:2)]", "{a }*0.909091 {b}*1.81818");
        row("(a:b:1.2)", "{a:b}*1.2");
        row("(a:)", "{a:}*1.1");
        row("(a:x)", "{a:x}*1.1");
        row("(a:1.2.3)", "{a:1.2.3}*1.1");
        row("(a:..)", "{a:..}*1.1");
        row("(a:--1)", "{a:--1}*1.1");
        row("(a:+-1)", "{a:+-1}*1.1");
        row("(a:1e3)", "{a:1e3}*1.1");
        row("(a:inf)", "{a:inf}*1.1");
        row("(a:1.2 b)", "{a:1.2 b}*1.1");
        row("(:1.2)", "{}");
        row("()", "{}");
        row("[]", "{}");
        row("(())a", "{a}");
        row("a:1.3", "{a:1.3}");
        row("a:1.3)", "{a:1.3)}");
        row("[a:1.3)", "{a:1.3)}*0.909091");
        row("(a", "{a}*1.1");
        row("((a", "{a}*1.21");
        row("(a (b", "{a }*1.1 {b}*1.21");
        row("[a", "{a}*0.909091");
        row("a)", "{a)}");
        row("a]", "{a]}");
        row("a) (b)", "{a) } {b}*1.1");
        row(")(", "{)}");
        row("(a]", "{a]}*1.1");
        row("(a [b) c]", "{a }*1.1 {b} { c}*0.909091");
        row("[a (b] c:2)", "{a }*0.909091 {b}*1.81818 { c}*2");
        row("\\(a\\)", "{(a)}");
        row("\\[a\\]", "{[a]}");
        row("\\\\", "{\\}");
        row("\\\\(a)", "{\\} {a}*1.1");
        row("(a\\):2)", "{a)}*2");
        row("(\\(a\\):1.5)", "{(a)}*1.5");
        row("a\\b", "{ab}");
        row("a\\", "{a}");
        row("(a\\:1.5)", "{a}*1.5");
        row("(a)(b)", "{ab}*1.1");
        row("(a)(b:1.1)", "{ab}*1.1");
        row("(日本:1.4), 😀", "{日本}*1.4 {, 😀}");
        row("<b>, {a|b}, word++", "{<b>, {a|b}, word++}");
    }

    void readsWeights()
    {
        QFETCH(QString, prompt);
        QTEST(written(parsePrompt(prompt)), "spans");
    }

    void breaks_data()
    {
        QTest::addColumn<QString>("prompt");
        QTest::addColumn<QString>("spans");
        const auto row = [](const char* prompt, const char* spans) {
            QTest::newRow(prompt) << QString::fromUtf8(prompt) << QString::fromUtf8(spans);
        };
        row("a BREAK b", "{a} BREAK {b}");
        row("a,  BREAK\n b", "{a,} BREAK {b}");
        row("BREAK", "BREAK");
        row("BREAK a", "BREAK {a}");
        row("a BREAK BREAK b", "{a} BREAK BREAK {b}");
        row("a,BREAK,b", "{a,} BREAK {,b}");
        row("(a BREAK b:2)", "{a}*2 BREAK {b}*2");
        row("[BREAK]a", "BREAK {a}");
        row("(a)BREAK(b)", "{a}*1.1 BREAK {b}*1.1");
        row("BREAKFAST, a BREAKx, xBREAK", "{BREAKFAST, a BREAKx, xBREAK}");
        row("_BREAK BREAK_ BREAK1 éBREAK", "{_BREAK BREAK_ BREAK1 éBREAK}");
        row("break Break", "{break Break}");
        row("😀BREAK😀", "{😀} BREAK {😀}");
        row("𝔉BREAK", "{𝔉BREAK}");
        row("BRE\\AK", "{BREAK}");
    }

    void breaks()
    {
        QFETCH(QString, prompt);
        QTEST(written(parsePrompt(prompt)), "spans");
    }

    void refusesFormsByName_data()
    {
        QTest::addColumn<QString>("prompt");
        QTest::addColumn<QString>("refused");  ///< empty: taken
        const auto row = [](const char* prompt, const char* refused) {
            QTest::newRow(prompt) << QString::fromUtf8(prompt) << QString::fromUtf8(refused);
        };
        row("a <lora:cat:0.8> b", "\"<lora:cat:0.8>\", and LoRA");
        row("<hypernet:x:1>", "\"<hypernet:x:1>\", and hypernetworks");
        for (const char* taken : {"", "<lora:", "lora:x", "<lora>", "[a:b:0.4]", "[a|b]", "a AND b", "<lyco:x:1>"})
            row(taken, "");
    }

    void refusesFormsByName()
    {
        QFETCH(QString, prompt);
        QFETCH(QString, refused);
        const auto checked = checkPrompt(prompt, request::Emphasis::Original);
        const QString message =
            QStringLiteral("the prompt holds %1 is not supported yet; remove it, or choose the emphasis none "
                           "to take the prompt literally.");
        QCOMPARE(checked ? QString() : sentence(checked.error()), refused.isEmpty() ? QString() : message.arg(refused));
        QVERIFY(checked || checked.error().code == ErrorCode::Unsupported);
        QVERIFY(checkPrompt(prompt, request::Emphasis::None).has_value());
    }

    void takesTimeInProportion()
    {
        constexpr qsizetype kLength = 1 << 20;
        for (const char* part :
            {"(", "[", ")", ":", "(a:", "[a:", "[a|", "\\", "BREAK", " BREAK", "(:  ", "[(", "((a)", "<lora:"}) {
            const QString prompt = QString::fromLatin1(part).repeated(kLength / qstrlen(part));
            QVERIFY(!parsePrompt(prompt).empty());
            std::ignore = checkPrompt(prompt, request::Emphasis::Original);
        }
    }
};

QTEST_GUILESS_MAIN(TstPromptGrammar)
#include "tst_prompt_grammar.moc"
