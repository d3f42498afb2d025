#include "core/prompt/prompt_chunks.h"
#include "tests/support/byte_tokenizer.h"

#include <QtTest>

using namespace reverie;
using namespace reverie::prompt;
using request::Emphasis;

namespace {

/// "a a a ...": `count` words of one token.
QString words(int count)
{
    return QStringLiteral("a ").repeated(count);
}

std::vector<PromptChunk> chunks(const QString& prompt, Emphasis emphasis = Emphasis::Original)
{
    return *chunkPrompt(byteTokenizer(), prompt, emphasis);
}

QList<int> lengths(const QString& prompt, Emphasis emphasis = Emphasis::Original)
{
    QList<int> all;
    for (const PromptChunk& chunk : chunks(prompt, emphasis))
        all << chunk.words;
    return all;
}

}  // namespace

/// How a prompt is cut into runs of the text encoder.
class TstPromptChunks final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anEmptyPromptIsOneChunkOfPadding()
    {
        const ClipTokenizer tokenizer = byteTokenizer();
        for (const Emphasis emphasis : {Emphasis::None, Emphasis::Ignore, Emphasis::Original, Emphasis::NoNorm}) {
            const auto all = chunks({}, emphasis);
            QCOMPARE(all.size(), std::size_t{1});
            std::vector<int> ids(77, tokenizer.padId());
            ids[0] = tokenizer.startId();
            ids[1] = tokenizer.endId();
            QVERIFY(all[0].ids == ids);
            QVERIFY(all[0].weights == std::vector<float>(77, 1.0F));
        }
    }

    void wordsStandBetweenStartAndEnd()
    {
        const ClipTokenizer tokenizer = byteTokenizer();
        const auto all = chunks(QStringLiteral("a (b:2) [c]"));
        const std::vector<int> ids = {tokenizer.startId(), tokenizer.encode(QStringLiteral("a"))[0],
            tokenizer.encode(QStringLiteral("b"))[0], tokenizer.encode(QStringLiteral("c"))[0], tokenizer.endId(),
            tokenizer.padId()};
        QCOMPARE(all[0].ids.size(), std::size_t{77});
        QVERIFY(std::equal(ids.begin(), ids.end(), all[0].ids.begin()));
        const std::vector<float> weights = {1.0F, 1.0F, 2.0F, static_cast<float>(1 / 1.1), 1.0F, 1.0F};
        QVERIFY(std::equal(weights.begin(), weights.end(), all[0].weights.begin()));
    }

    void cutsIntoChunks_data()
    {
        QTest::addColumn<QString>("prompt");
        QTest::addColumn<QList<int>>("lengths");
        QTest::newRow("75") << words(75) << QList<int>{75};
        QTest::newRow("76") << words(76) << QList<int>{75, 1};
        QTest::newRow("151") << words(151) << QList<int>{75, 75, 1};
        QTest::newRow("comma at 55") << words(54) + QStringLiteral(", ") + words(25) << QList<int>{75, 5};
        QTest::newRow("comma at 56") << words(55) + QStringLiteral(", ") + words(25) << QList<int>{56, 25};
        QTest::newRow("comma at 75") << words(74) + QStringLiteral(", ") + words(25) << QList<int>{75, 25};
        QTest::newRow("comma at 76") << words(75) + QStringLiteral(", ") + words(25) << QList<int>{75, 26};
        QTest::newRow("commas at 60 and 76")
            << words(59) + QStringLiteral(", ") + words(15) + QStringLiteral(", a") << QList<int>{75, 2};
        QTest::newRow("last of two commas") << words(60) + QStringLiteral(", a , ") + words(30) << QList<int>{63, 30};
        QTest::newRow("two commas in one word") << words(60) + QStringLiteral(",, ") + words(15) << QList<int>{62, 15};
        QTest::newRow("commas only") << QStringLiteral(", ").repeated(80) << QList<int>{75, 5};
        QTest::newRow("moved on twice") << words(70) + QStringLiteral(", ") + words(60) + QStringLiteral(", ") +
                words(20) << QList<int>{71, 61, 20};
        QTest::newRow("BREAK") << QStringLiteral("a BREAK b c") << QList<int>{1, 2};
        QTest::newRow("BREAK first") << QStringLiteral("BREAK a") << QList<int>{0, 1};
        QTest::newRow("BREAK last") << QStringLiteral("a BREAK") << QList<int>{1};
        QTest::newRow("BREAK twice") << QStringLiteral("a BREAK BREAK b") << QList<int>{1, 0, 1};
        QTest::newRow("BREAK of a full chunk") << words(75) + QStringLiteral("BREAK a") << QList<int>{75, 1};
        QTest::newRow("a long word") << QString(200, QLatin1Char('a')) << QList<int>{75, 75, 50};
    }

    void cutsIntoChunks()
    {
        QFETCH(QString, prompt);
        QTEST(lengths(prompt), "lengths");
    }

    void weightsMoveOnWithTheirTokens()
    {
        const auto all = chunks(words(70) + QStringLiteral(", (") + words(10) + QStringLiteral(":1.5)"));
        QCOMPARE(all.size(), std::size_t{2});
        QCOMPARE(all[0].words, 71);
        QVERIFY(all[0].weights == std::vector<float>(77, 1.0F));
        QCOMPARE(all[1].words, 10);
        QCOMPARE(all[1].weights[0], 1.0F);
        QCOMPARE(all[1].weights[1], 1.5F);
        QCOMPARE(all[1].weights[10], 1.5F);
        QCOMPARE(all[1].weights[11], 1.0F);
    }

    void noneTakesThePromptLiterally()
    {
        const QString prompt = QStringLiteral("(a:2) BREAK [x|y]");
        const auto literal = chunks(prompt, Emphasis::None);
        QCOMPARE(literal.size(), std::size_t{1});
        QCOMPARE(literal[0].words, static_cast<int>(byteTokenizer().encode(prompt).size()));
        QVERIFY(literal[0].weights == std::vector<float>(77, 1.0F));
        const auto cut = chunks(words(100), Emphasis::None);
        QCOMPARE(cut.size(), std::size_t{1});
        QCOMPARE(cut[0].words, 75);
        QCOMPARE(cut[0].dropped, 25);
    }

    void ignoreReadsTheGrammarAndDropsTheWeights()
    {
        const QString prompt = QStringLiteral("(a:2) BREAK ((b)) c");
        const auto weighted = chunks(prompt);
        const auto ignored = chunks(prompt, Emphasis::Ignore);
        QCOMPARE(ignored.size(), weighted.size());
        for (std::size_t i = 0; i < ignored.size(); ++i) {
            QVERIFY(ignored[i].ids == weighted[i].ids);
            QVERIFY(ignored[i].weights == std::vector<float>(77, 1.0F));
        }
        QVERIFY(chunks(prompt, Emphasis::NoNorm) == weighted);
    }

    void refusesWhatItCannotHonour()
    {
        const auto refused = chunkPrompt(byteTokenizer(), QStringLiteral("<lora:a:1>"), Emphasis::Ignore);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Unsupported);
    }
};

QTEST_GUILESS_MAIN(TstPromptChunks)
#include "tst_prompt_chunks.moc"
