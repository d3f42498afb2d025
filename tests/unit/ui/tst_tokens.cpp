#include "ui/widgets/tokens.h"

#include <QtTest>

using namespace reverie::ui;

namespace {

constexpr double kText = 4.5;   // WCAG 2.1 AA, 1.4.3
constexpr double kSigns = 3.0;  // 1.4.11: borders of fields, focus, states

struct Named {
    const char* name;
    QColor colour;
};

std::vector<Named> grounds(const Colours& c)
{
    return {{"background", c.background}, {"panel", c.panel}, {"raised", c.raised}};
}

}  // namespace

/// Whether everybody can read the window, in both schemes.
class TstTokens final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyTextReachesAA_data() { schemes(); }

    void everyTextReachesAA()
    {
        const Colours& c = colours();
        for (const Named& text : {Named{"text", c.text}, {"muted", c.muted}, {"accent", c.accent}, {"ok", c.ok},
                 {"warn", c.warn}, {"bad", c.bad}})
            for (const Named& ground : grounds(c))
                QVERIFY2(contrast(text.colour, ground.colour) >= kText, qPrintable(told(text, ground)));
    }

    void whatIsTypedReachesAA_data() { schemes(); }

    void whatIsTypedReachesAA()
    {
        const Colours& c = colours();
        for (const Named& text :
            {Named{"text", c.text}, {"muted", c.muted}, {"bad", c.bad}, {"bracket", c.syntaxBracket},
                {"weight", c.syntaxWeight}, {"word", c.syntaxWord}, {"tag", c.syntaxTag}})
            QVERIFY2(contrast(text.colour, c.field) >= kText, qPrintable(told(text, {"field", c.field})));
    }

    void textOnFilledGroundReachesAA_data() { schemes(); }

    void textOnFilledGroundReachesAA()
    {
        const Colours& c = colours();
        QVERIFY(contrast(c.onAccent, c.accentFill) >= kText);
        QVERIFY(contrast(c.onAccent, c.accentFillHover) >= kText);
        QVERIFY(contrast(c.text, c.accentSoft) >= kText);
        QVERIFY(contrast(c.muted, c.accentSoft) >= kText);
    }

    void bordersAndFocusAreSeen_data() { schemes(); }

    void bordersAndFocusAreSeen()
    {
        const Colours& c = colours();
        for (const Named& sign : {Named{"border", c.border}, {"accent", c.accent}})
            for (const Named& ground : {Named{"panel", c.panel}, {"raised", c.raised}, {"field", c.field}})
                QVERIFY2(contrast(sign.colour, ground.colour) >= kSigns, qPrintable(told(sign, ground)));
    }

    void knowsBlackOnWhite()
    {
        QCOMPARE(contrast(Qt::black, Qt::white), 21.0);
        QCOMPARE(contrast(Qt::white, Qt::white), 1.0);
    }

private:
    static void schemes()
    {
        QTest::addColumn<bool>("isDark");
        QTest::newRow("dark") << true;
        QTest::newRow("light") << false;
    }

    static const Colours& colours()
    {
        QFETCH(bool, isDark);
        return coloursOf(isDark ? Scheme::Dark : Scheme::Light);
    }

    static QString told(const Named& one, const Named& other)
    {
        return QStringLiteral("%1 on %2 is %3").arg(one.name, other.name).arg(contrast(one.colour, other.colour));
    }
};

QTEST_GUILESS_MAIN(TstTokens)
#include "tst_tokens.moc"
