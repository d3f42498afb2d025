#include "ui/compose/token_counter.h"

#include "ui/compose/known_model.h"

#include <QSignalSpy>
#include <QtTest>

using namespace reverie;
using namespace reverie::ui;

/// Counting with the starter model's own tokenizer, in the background.
class TstTokenCounter final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const auto starter = readModel({});
        QVERIFY(starter.has_value());
        m_place = starter->tokenizer;
    }

    void countsTokensOfEachChunk()
    {
        const TokenCount one = count("red forest");
        QCOMPARE(one.chunks, std::vector<int>{2});
        QCOMPARE(one.room, 75);
        const TokenCount two = count("red forest BREAK sea");
        QCOMPARE(two.chunks.size(), std::size_t(2));
        QCOMPARE(count("").chunks, std::vector<int>{0});
    }

    void tellsWhatALiteralPromptLoses()
    {
        const TokenCount cut = count(QString("forest ").repeated(100), request::Emphasis::None);
        QCOMPARE(cut.chunks, std::vector<int>{75});
        QCOMPARE(cut.dropped, 25);
    }

    void answersTheLatestQuestionOnly()
    {
        TokenCounter counter;
        counter.setTokenizer(m_place);
        QSignalSpy counted(&counter, &TokenCounter::counted);
        for (int words = 1; words <= 20; ++words)
            counter.count(QString("forest ").repeated(words), request::Emphasis::Original);
        QTRY_COMPARE(counted.size(), 1);
        QCOMPARE(counted.back()[0].value<TokenCount>().chunks, std::vector<int>{20});
    }

private:
    TokenCount count(const QString& prompt, request::Emphasis emphasis = request::Emphasis::Original) const
    {
        TokenCounter counter;
        QSignalSpy counted(&counter, &TokenCounter::counted);
        counter.setTokenizer(m_place);
        counter.count(prompt, emphasis);
        return counted.wait(10'000) ? counted.back()[0].value<TokenCount>() : TokenCount();
    }

    weights::TokenizerPlace m_place;
};

QTEST_GUILESS_MAIN(TstTokenCounter)
#include "tst_token_counter.moc"
