#include "app/reverie/progress_text.h"

#include <QtTest>

using namespace reverie;
using namespace reverie::app;
using request::Phase;

class TstProgressText final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysHowFarARunIs_data()
    {
        QTest::addColumn<Phase>("phase");
        QTest::addColumn<int>("image");
        QTest::addColumn<int>("step");
        QTest::addColumn<double>("pace");
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("batch");
        QTest::addColumn<QString>("expected");
        QTest::newRow("reading") << Phase::ReadingPrompt << 0 << 0 << 0.0 << 1 << 1 << "Reading the prompt";
        QTest::newRow("first step") << Phase::Sampling << 0 << 1 << 0.0 << 1 << 1 << "step 1 of 20";
        QTest::newRow("slow") << Phase::Sampling << 0 << 10 << 2.5 << 1 << 1 << "step 10 of 20  2.50 s/step  25 s left";
        QTest::newRow("quick") << Phase::Sampling << 0 << 10 << 0.02 << 1 << 1
                               << "step 10 of 20  50.0 steps/s  1 s left";
        QTest::newRow("many") << Phase::Sampling << 2 << 10 << 1.0 << 5 << 2
                              << "picture 3 of 5  step 10 of 20  1.00 s/step  30 s left";
        QTest::newRow("last of many") << Phase::Decoding << 4 << 0 << 1.0 << 5 << 2 << "picture 5 of 5  Decoding";
    }

    void saysHowFarARunIs()
    {
        QFETCH(Phase, phase);
        QFETCH(int, image);
        QFETCH(int, step);
        QFETCH(double, pace);
        QFETCH(int, count);
        QFETCH(int, batch);
        QFETCH(QString, expected);
        QCOMPARE(progressWords({phase, image, step, 20, pace}, count, batch), expected);
    }

    void namesNoEndThatNobodyKnows()
    {
        QCOMPARE(progressWords({Phase::Sampling, 0, 31, 0, 0.5}, 1, 1), QStringLiteral("step 31  0.50 s/step"));
        QCOMPARE(progressFraction({Phase::Sampling, 1, 31, 0, 0.5}, 2, 1), 0.5);
    }

    void measuresTheWholeRun()
    {
        QCOMPARE(progressFraction({Phase::Sampling, 0, 10, 20, 0}, 1, 1), 0.5);
        QCOMPARE(progressFraction({Phase::Sampling, 2, 10, 20, 0}, 4, 2), 0.75);
        QCOMPARE(progressFraction({Phase::Decoding, 4, 0, 0, 0}, 5, 2), 1.0);
        QCOMPARE(progressFraction({Phase::ReadingPrompt, 0, 0, 0, 0}, 1, 1), 0.0);
    }

    void writesDurations()
    {
        QCOMPARE(duration(0.2), QStringLiteral("1 s"));
        QCOMPARE(duration(59), QStringLiteral("59 s"));
        QCOMPARE(duration(125), QStringLiteral("2 min 05 s"));
        QCOMPARE(duration(4210), QStringLiteral("1 h 10 min"));
    }

    void drawsABar()
    {
        QCOMPARE(progressBar(0.5, 8, false), QStringLiteral("####----"));
        QCOMPARE(progressBar(2, 4, true), QStringLiteral("━━━━"));
        QCOMPARE(progressBar(-1, 4, true), QStringLiteral("────"));
    }
};

QTEST_GUILESS_MAIN(TstProgressText)
#include "tst_progress_text.moc"
