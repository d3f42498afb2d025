#include "core/settings/prompt_history.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace reverie::settings;

namespace {

PromptPair pairOf(const QString& prompt)
{
    return {prompt, "not " + prompt};
}

}  // namespace

class TstPromptHistory final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void walksLikeAShell()
    {
        PromptHistory history{QString()};
        history.add(pairOf("a"));
        history.add(pairOf("b"));
        const PromptPair draft = pairOf("draft");
        QVERIFY(!history.newer());
        QVERIFY(*history.older(draft) == pairOf("b"));
        QVERIFY(*history.older(pairOf("b")) == pairOf("a"));
        QVERIFY(!history.older(pairOf("a")));
        QVERIFY(*history.newer() == pairOf("b"));
        QVERIFY(*history.newer() == draft);
        QVERIFY(!history.newer());
    }

    void whatStandsInTheFieldsIsNotShownAgain()
    {
        PromptHistory history{QString()};
        history.add(pairOf("a"));
        history.add(pairOf("b"));
        QVERIFY(*history.older(pairOf("b")) == pairOf("a"));
        QVERIFY(*history.newer() == pairOf("b"));
        QVERIFY(!history.newer());
    }

    void aRunEndsTheWalk()
    {
        PromptHistory history{QString()};
        history.add(pairOf("a"));
        QVERIFY(history.older({}).has_value());
        history.add(pairOf("b"));
        QVERIFY(!history.newer());
        QVERIFY(*history.older({}) == pairOf("b"));
    }

    void keepsEachOnceAndTheNewestFirst()
    {
        PromptHistory history{QString()};
        for (const char* each : {"a", "b", "a", "a"})
            history.add(pairOf(each));
        history.add({});
        QVERIFY(history.all() == (std::vector{pairOf("a"), pairOf("b")}));
        history.clear();
        QVERIFY(history.all().empty());
        QVERIFY(!history.older({}));
    }

    void forgetsTheOldest()
    {
        PromptHistory history{QString()};
        for (std::size_t each = 0; each <= PromptHistory::kMost; ++each)
            history.add(pairOf(QString::number(each)));
        QCOMPARE(history.all().size(), PromptHistory::kMost);
        QVERIFY(history.all().back() == pairOf("1"));
    }

    void survivesARestart()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath("prompts.json");
        PromptHistory(file).add({QString::fromUtf8("лес \"\n"), ""});
        const PromptHistory again(file);
        QVERIFY(again.note().isEmpty());
        QVERIFY(again.all() == (std::vector{PromptPair{QString::fromUtf8("лес \"\n"), ""}}));
    }

    void f02_aBrokenFileIsPutAsideWithANote()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath("prompts.json"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"prompts\": [{\"prompt\"");
        file.close();
        const PromptHistory history(file.fileName());
        QVERIFY(history.all().empty());
        QVERIFY2(history.note().contains("prompts.json.broken"), qPrintable(history.note()));
        QVERIFY(QFile::exists(file.fileName() + ".broken"));
    }
};

QTEST_GUILESS_MAIN(TstPromptHistory)
#include "tst_prompt_history.moc"
