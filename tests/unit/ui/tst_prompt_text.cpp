#include "ui/compose/embedding_names.h"
#include "ui/compose/prompt_text.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace reverie::ui;

namespace {

/// A text in which "|" marks the caret, or "{" and "}" what is selected.
TextState stateOf(QString marked)
{
    const qsizetype open = marked.indexOf('{');
    if (open < 0) {
        const qsizetype caret = marked.indexOf('^');
        return {marked.remove('^'), caret, caret};
    }
    marked.remove('{');
    const qsizetype close = marked.indexOf('}');
    return {marked.remove('}'), open, close};
}

}  // namespace

/// What the prompt's keys do to its text.
class TstPromptText final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void changesWeights_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<int>("steps");
        QTest::addColumn<QString>("after");
        QTest::newRow("word around the caret") << "red fo^rest" << 1 << "red (forest:1.1)";
        QTest::newRow("less than one") << "red fo^rest" << -1 << "red (forest:0.9)";
        QTest::newRow("selection") << "{red forest}, sun" << 1 << "(red forest:1.1), sun";
        QTest::newRow("spaces around a selection stay out") << "red{ forest }sun" << 1 << "red (forest:1.1) sun";
        QTest::newRow("brackets around the caret") << "(red fo^rest:1.1)" << 1 << "(red forest:1.2)";
        QTest::newRow("weight one needs no brackets") << "(red fo^rest:1.1)" << -1 << "red forest";
        QTest::newRow("tag by half steps") << "<lora:fo^g:0.8>" << 1 << "<lora:fog:0.85>";
        QTest::newRow("tag without a number") << "<lora:fo^g>" << -1 << "<lora:fog:0.95>";
        QTest::newRow("no word") << "red ^ forest" << 1 << "red  forest";
        QTest::newRow("empty") << "^" << 1 << "";
    }

    void changesWeights()
    {
        QFETCH(QString, before);
        QFETCH(int, steps);
        QFETCH(QString, after);
        QCOMPARE(withWeight(stateOf(before), steps).text, after);
    }

    void changesAWeightAgainAndAgain()
    {
        TextState state = stateOf("red fo^rest");
        for (int step = 0; step < 5; ++step)
            state = withWeight(state, 1);
        QCOMPARE(state.text, QString("red (forest:1.5)"));
        for (int step = 0; step < 5; ++step)
            state = withWeight(state, -1);
        QCOMPARE(state.text, QString("red forest"));
    }

    void keepsTheWordsSelectedAfterAChange()
    {
        const TextState state = withWeight(stateOf("red fo^rest"), 1);
        QCOMPARE(state.text.mid(state.from, state.to - state.from), QString("forest"));
    }

    void movesPhrases_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<int>("direction");
        QTest::addColumn<QString>("after");
        QTest::newRow("right") << "re^d, green,blue" << 1 << "green, red,blue";
        QTest::newRow("left") << "red, green,bl^ue" << -1 << "red, blue,green";
        QTest::newRow("first stays") << "re^d, green" << -1 << "red, green";
        QTest::newRow("last stays") << "red, gr^een" << 1 << "red, green";
        QTest::newRow("commas in brackets part nothing") << "(a, b^:1.2), c" << 1 << "c, (a, b:1.2)";
    }

    void movesPhrases()
    {
        QFETCH(QString, before);
        QFETCH(int, direction);
        QFETCH(QString, after);
        QCOMPARE(withPhraseMoved(stateOf(before), direction).text, after);
    }

    void movesAPhraseBackToWhereItWas()
    {
        const TextState moved = withPhraseMoved(stateOf("one, t^wo, three"), 1);
        QCOMPARE(withPhraseMoved(moved, -1).text, QString("one, two, three"));
    }

    void marksTheGrammar()
    {
        using Kind = PromptMark::Kind;
        QVector<Kind> kinds;
        for (const PromptMark& mark : promptMarks(u"(a:1.2) BREAK [b|c] <lora:d:1> <e:f> \\( x|y"))
            kinds << mark.kind;
        const QVector<Kind> expected{Kind::Bracket, Kind::Weight, Kind::Bracket, Kind::Word, Kind::Bracket,
            Kind::Alternative, Kind::Bracket, Kind::Unknown, Kind::Tag, Kind::Escape};
        QCOMPARE(kinds, expected);
    }

    void marksLongPromptsInLinearTime()
    {
        const QString text = QString("(((").repeated(10'000) + QString("a:1.2)").repeated(10'000);
        QVERIFY(promptMarks(text).size() >= 40'000);
    }

    void marksEmbeddingsByWhetherTheyAreKnown_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("marked");
        QTest::addColumn<bool>("isKnown");
        QTest::newRow("known") << "a lake, embedding:EasyNegative"
                               << "embedding:EasyNegative" << true;
        QTest::newRow("unknown") << "embedding:other, a lake"
                                 << "embedding:other" << false;
        QTest::newRow("with a weight") << "(embedding:other:1.2)"
                                       << "embedding:other" << false;
        QTest::newRow("dots belong to a name") << "embedding:style.v2, fog"
                                               << "embedding:style.v2" << true;
        QTest::newRow("the end of a sentence does not") << "embedding:other. Fog"
                                                        << "embedding:other" << false;
    }

    void marksEmbeddingsByWhetherTheyAreKnown()
    {
        QFETCH(QString, text);
        QFETCH(QString, marked);
        QFETCH(bool, isKnown);
        const auto kind = isKnown ? PromptMark::Kind::Tag : PromptMark::Kind::Unknown;
        const auto marks = promptMarks(text, {"easynegative", "style.v2"});
        const auto found =
            std::ranges::find(marks, PromptMark{kind, text.indexOf(marked), static_cast<qsizetype>(marked.size())});
        QVERIFY(found != marks.end());
    }

    void leavesWordsAloneThatOnlyLookAlike()
    {
        for (const char* text : {"embedding", "embedding: a lake", "myembedding:other"})
            QVERIFY2(promptMarks(QString(text)).empty(), text);
    }

    void findsEmbeddingsByTheirFiles()
    {
        const QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkpath("more"));
        for (const char* name : {"EasyNegative.safetensors", "style.v2.pt", "more/old.bin", "readme.txt"}) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::WriteOnly));
        }
        QCOMPARE(embeddingNames(folder.path()), (QSet<QString>{"easynegative", "style.v2", "old"}));
        QVERIFY(embeddingNames(folder.filePath("nowhere")).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TstPromptText)
#include "tst_prompt_text.moc"
