#include "app/reverie/completion.h"

#include "app/reverie/command_line.h"

#include <QtTest>

using namespace reverie;
using namespace reverie::app;

class TstCompletion final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void offers_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QStringList>("expected");
        QTest::newRow("a command") << QStringList{"gen"} << QStringList{"generate"};
        QTest::newRow("the second word of a command") << QStringList{"models", "inf"} << QStringList{"info"};
        QTest::newRow("an option") << QStringList{"generate", "--sam"} << QStringList{"--sampler"};
        QTest::newRow("an option after a prompt")
            << QStringList{"generate", "a tree", "--ste"} << QStringList{"--steps"};
        QTest::newRow("an option for all") << QStringList{"--log"} << QStringList{"--log-level"};
        QTest::newRow("samplers") << QStringList{"generate", "--sampler", "euler"} << QStringList{"Euler a", "Euler"};
        QTest::newRow("schedules") << QStringList{"generate", "--schedule", "Ka"} << QStringList{"Karras"};
        QTest::newRow("devices") << QStringList{"generate", "--device", ""} << QStringList{"auto", "cpu", "cuda"};
        QTest::newRow("files") << QStringList{"generate", "-o", "pic"} << QStringList{":files"};
        QTest::newRow("folders") << QStringList{"generate", "--data-dir", ""} << QStringList{":folders"};
        QTest::newRow("a model") << QStringList{"generate", "-m", ""} << QStringList{":files"};
        QTest::newRow("the place of a model") << QStringList{"models", "info", ""} << QStringList{":files"};
        QTest::newRow("the first picture") << QStringList{"verify", ""} << QStringList{":files"};
        QTest::newRow("the third picture") << QStringList{"verify", "a.png", "b.png", ""} << QStringList{":files"};
        QTest::newRow("a picture to start from") << QStringList{"generate", "--from", ""} << QStringList{":files"};
        QTest::newRow("nothing for a prompt") << QStringList{"generate", ""} << QStringList();
        QTest::newRow("nothing for a number") << QStringList{"generate", "--steps", ""} << QStringList();
        QTest::newRow("nothing for an unknown command") << QStringList{"paint", ""} << QStringList();
        QTest::newRow("nothing of later issues") << QStringList{"generate", "--rem"} << QStringList();
    }

    void offers()
    {
        QFETCH(QStringList, words);
        QFETCH(QStringList, expected);
        CommonOptions common;
        QCOMPARE(completions(allCommands(), commonOptions(common), words), expected);
    }

    void offersEveryCommandAtFirst()
    {
        CommonOptions common;
        const QStringList first = completions(allCommands(), commonOptions(common), {QString()});
        QCOMPARE(first, (QStringList{"generate", "verify", "models", "tokens", "bench", "doctor"}));
    }
};

QTEST_GUILESS_MAIN(TstCompletion)
#include "tst_completion.moc"
