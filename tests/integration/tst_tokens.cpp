#include "tests/support/cli_run.h"
#include "tests/support/small_vocabulary.h"

#include <nlohmann/json.hpp>

using namespace reverie::test;
using nlohmann::json;

/// `reverie tokens` with a vocabulary of letters and two words.
class TstTokens final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_cli.emplace();
        QVERIFY(!m_cli->model().isEmpty());
        QVERIFY(writeSmallVocabulary(m_cli->path("model/tokenizer")));
    }

    void showsChunkByChunk()
    {
        const CliResult result = m_cli->run({"tokens", "hi (abc:1.3) BREAK x", "-m", "model"});
        QVERIFY2(result.code == 0, result.err.constData());
        const QStringList lines = result.outLines();
        QCOMPARE(lines.size(), 5);
        QCOMPARE(lines[0], QString("chunk 1 of 2: 2 of 75 tokens"));
        QVERIFY(lines[1].endsWith("hi</w>"));
        QVERIFY(lines[2].contains("abc</w>") && lines[2].endsWith("x1.3"));
        QCOMPARE(lines[3], QString("chunk 2 of 2: 1 of 75 tokens"));
    }

    void showsEachTextOfAPromptThatChanges()
    {
        const CliResult result = m_cli->run({"tokens", "[hi:x:0.5] AND abc :0.6", "-m", "model", "--calls", "8"});
        QVERIFY2(result.code == 0, result.err.constData());
        const QStringList lines = result.outLines();
        QCOMPARE(lines.size(), 9);
        QCOMPARE(lines[0], QString("part 1, weight 1, calls 0 to 4:"));
        QCOMPARE(lines[3], QString("part 1, weight 1, calls 5 to 8:"));
        QCOMPARE(lines[6], QString("part 2, weight 0.6, calls 0 to 8:"));
        QCOMPARE(m_cli->run({"tokens", "hi", "-m", "model", "--calls", "0"}).code, 2);
    }

    void jsonHoldsWholeChunks()
    {
        const CliResult result = m_cli->run({"tokens", "hi (abc:1.3)", "-m", "model", "--emphasis", "none", "--json"});
        const json chunk = json::parse(result.out.toStdString());
        QCOMPARE(chunk["ids"].size(), std::size_t{77});
        QCOMPARE(chunk["weights"], json(std::vector<float>(77, 1)));
        QVERIFY(chunk["words"] > 2);
    }

    void saysWhatFoundNoRoom()
    {
        const CliResult result =
            m_cli->run({"tokens", QString("hi ").repeated(80), "-m", "model", "--emphasis", "none"});
        QCOMPARE(result.outLines().front(), QString("chunk 1 of 1: 75 of 75 tokens, 5 more found no room"));
    }

    void refusesADamagedVocabulary()
    {
        QVERIFY(writeFile(m_cli->path("model/tokenizer/vocab.json"), "{"));
        const CliResult result = m_cli->run({"tokens", "hi", "-m", "model"});
        QCOMPARE(result.code, 1);
        QVERIFY2(result.err.contains("vocab.json"), result.err.constData());
    }

private:
    std::optional<CliRun> m_cli;
};

QTEST_GUILESS_MAIN(TstTokens)
#include "tst_tokens.moc"
