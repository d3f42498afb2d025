#include "core/request/limits.h"
#include "core/request/validate.h"
#include "core/settings/settings.h"
#include "tests/support/trouble_run.h"
#include "ui/main_window/toast.h"

#include <QFileDialog>

#include <algorithm>
#include <cmath>

using namespace reverie;
using namespace reverie::test;
using queue::JobKey;
using queue::JobState;

namespace {

constexpr int kShortages = 50;

QString has(const QString& text, const QStringList& words)
{
    for (const QString& each : words)
        if (!text.contains(each))
            return QStringLiteral("\"%1\" is not in: %2").arg(each, text);
    return {};
}

JobKey failed(const WindowRun& run, const request::GenerationRequest& request)
{
    const JobKey key = run.queue().enqueue(request);
    return ends(run, key, JobState::Failed) ? key : 0;
}

}  // namespace

/// Rows G of the reliability table on the real window with an engine that fails as it is told to: the job's card says
/// what happened, its buttons lead on, and the next job works.
class TstTroubles final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qputenv("QT_LOGGING_RULES", "default.warning=false"); }
    void cleanup() { QTRY_VERIFY_WITH_TIMEOUT(childrenOf(::getpid()).isEmpty(), 20'000); }

    void g01_aShortageOfMemoryHasFiguresAndWaysOut_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("prompt");
        QTest::newRow("while loading") << "oom at 2"
                                       << "a";
        QTest::newRow("at the first step") << QString() << "oom at 1";
        QTest::newRow("at the last step") << QString() << "oom at 4";
    }

    void g01_aShortageOfMemoryHasFiguresAndWaysOut()
    {
        QFETCH(QString, model);
        QFETCH(QString, prompt);
        const EngineInstead engine(EngineInstead::fake());
        WindowRun run;
        auto request = small(prompt, 512);
        request.model = model;
        const JobKey key = failed(run, request);
        QVERIFY(key != 0);
        const QString wrong = has(told(run, key), {"8 GB", "2 GB", "Use less memory", "Try 384x384", "Use the CPU"});
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
        QVERIFY(cardOf(run, key)->findChild<QPushButton*>()->isVisible());
        pressWayOut(run, key, "Use the CPU");
        QTRY_VERIFY(std::ranges::any_of(run.queue().jobs(),
            [](const queue::QueueJob& each) { return each.request.device == QLatin1String("cpu"); }));
        QVERIFY(worksOn(run));
    }

    void aFullDiskOffersAnotherFolder()
    {
        const QTemporaryDir elsewhere;
        const EngineInstead engine(EngineInstead::fake());
        WindowRun run;
        auto request = small("more than any disk holds", request::kSide.most);
        request.count = request::kCount.most;
        run.queue().enqueue(request);
        QTRY_VERIFY_WITH_TIMEOUT(run.queue().isDiskFull(), 20'000);
        const auto* card = run.viewer().headCard();
        QTRY_VERIFY((card = run.viewer().headCard()) != nullptr);
        test::button(*card, QStringLiteral("Another folder\u2026"))->click();
        auto* dialog = run.find<QFileDialog>();
        QVERIFY(dialog != nullptr);
        QSignalSpy pausedAgain(&run.queue(), &queue::Dispatcher::paused);
        Q_EMIT dialog->fileSelected(elsewhere.path());
        QCOMPARE(run.services().settings().get<QString>(settings::key::kPicturesFolder), elsewhere.path());
        QTRY_COMPARE(pausedAgain.size(), 1);  // it has looked there too
        QVERIFY(pausedAgain[0][0].toString().contains(elsewhere.path()));
    }

    void g02_fiftyShortagesInARowLeaveTheWindowWorking()
    {
        const EngineInstead engine(EngineInstead::fake());
        WindowRun run;
        JobKey last = 0;
        for (int job = 0; job < kShortages; ++job)
            last = run.queue().enqueue(small("oom at 2"));
        QVERIFY(ends(run, last, JobState::Failed));
        QVERIFY(!run.queue().isPaused());
        QVERIFY(worksOn(run));
    }

    void g03_aShortageWithinAShortageFailsOneJob()
    {
        const QTemporaryDir folder;
        const EngineInstead engine(EngineInstead::fake("failed 1 'SIGABRT before' " + folder.filePath("marker")));
        WindowRun run;
        const JobKey key = failed(run, small("oom at 2"));
        QVERIFY2(told(run, key).contains("SIGABRT"), qPrintable(told(run, key)));
        QVERIFY(worksOn(run));
    }

    void g04_g08_aLostDeviceFailsOneJobAndTheQueueGoesOn()
    {
        const EngineInstead engine(EngineInstead::fake());
        WindowRun run;
        const JobKey key = failed(run, small("lost at 2"));
        const QString wrong = has(told(run, key), {"The GPU went away", "Try again", "Use the CPU"});
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
        QVERIFY(worksOn(run));
        QVERIFY(!run.queue().isPaused());
    }

    void g05_theThirdLossInFiveMinutesOffersTheProcessor()
    {
        const EngineInstead engine(EngineInstead::fake());
        WindowRun run;
        auto request = small("lost at 2");
        request.device = "cuda";
        for (int job = 0; job < 3; ++job)
            run.queue().enqueue(request);
        request.prompt = "a";
        const JobKey waits = run.queue().enqueue(request);
        QTRY_VERIFY_WITH_TIMEOUT(noticed(run).contains("failed three times in five minutes"), 20'000);
        QPushButton* way = button(*run.viewer().headCard(), "Use the CPU");
        QVERIFY2(way != nullptr && button(*run.viewer().headCard(), "Go on") != nullptr, qPrintable(noticed(run)));
        way->click();
        QVERIFY(ends(run, waits, JobState::Done));
        QCOMPARE(run.queue().find(waits)->request.device, QString("cpu"));
        QCOMPARE(run.services().settings().get<QString>(settings::key::kDevice), QString("cpu"));
        QVERIFY(run.viewer().headCard() == nullptr);
        button(*run.find<ui::Toast>(), "Undo")->click();
        QCOMPARE(run.services().settings().get<QString>(settings::key::kDevice), QString("auto"));
    }

    void g06_anEngineThatDiesFailsOneJob_data()
    {
        QTest::addColumn<QString>("fault");
        for (const char* fault : {"progress 2 'SIGKILL before'", "progress 3 'SIGSEGV in the middle'",
                 "image 1 'SIGABRT before'", "loaded 1 'SIGKILL after'", "done 1 'SIGKILL before'"})
            QTest::newRow(fault) << QString(fault);
    }

    void g06_anEngineThatDiesFailsOneJob()
    {
        QFETCH(QString, fault);
        costsOneJobAtMost(fault);
    }

    void g07_aJobThatHangsIsEndedByAPress()
    {
        const EngineInstead engine(EngineInstead::fake());
        WindowRun run(200);
        const JobKey key = run.queue().enqueue(small("hang at 2"));
        QTRY_VERIFY2_WITH_TIMEOUT(noticed(run).contains("may hang"), qPrintable(noticed(run)), 20'000);
        const QString wrong = has(told(run, key), {"says nothing any more and may hang", "End it"});
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
        QVERIFY(cardOf(run, key)->findChild<QPushButton*>()->isVisible());
        QCOMPARE(run.queue().find(key)->state, JobState::Running);
        button(*run.viewer().headCard(), "End this job")->click();
        QVERIFY(ends(run, key, JobState::Cancelled));
        QVERIFY(run.viewer().headCard() == nullptr);
        QVERIFY(worksOn(run));
    }

    void g07_aSlowJobThatGoesOnTakesTheNoticeAway()
    {
        const EngineInstead engine(EngineInstead::fake());
        WindowRun run(200);
        const JobKey key = run.queue().enqueue(small("wait at 2"));
        QTRY_VERIFY_WITH_TIMEOUT(noticed(run).contains("may hang"), 20'000);
        button(*run.viewer().headCard(), "Wait")->click();
        QVERIFY(run.viewer().headCard() == nullptr);
        QCOMPARE(run.queue().find(key)->state, JobState::Running);
        run.queue().cancel(key);
        QVERIFY(ends(run, key, JobState::Cancelled));
    }

    void g11_picturesWithoutNumbersAreComputedOnceMoreAndSaidSo()
    {
        const EngineInstead engine(EngineInstead::fake());
        WindowRun run;
        const JobKey key = run.queue().enqueue(small("nan"));
        QVERIFY(ends(run, key, JobState::Done));
        QVERIFY2(told(run, key).contains("computed once more with 32 bits"), qPrintable(told(run, key)));
        const QString note = run.find<ui::Toast>()->accessibleDescription();
        QVERIFY2(note.contains("computed once more with 32 bits"), qPrintable(note));
        QTRY_COMPARE(run.recent().pictures().size(), std::size_t(1));
        const JobKey bad = failed(run, small("nan always"));
        const QString wrong = has(told(run, bad), {"Compute with 32 bits", "Choose another model"});
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
        QCOMPARE(run.recent().pictures().size(), std::size_t(1));
        QVERIFY(worksOn(run));
    }

    void g12_aCancelLeavesNothingBehind_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("prompt");
        QTest::newRow("while loading") << "wait at 2"
                                       << "a";
        for (int step = 1; step <= 4; ++step)
            QTest::addRow("at step %d", step) << QString() << QString("wait at %1").arg(step);
    }

    void g12_aCancelLeavesNothingBehind()
    {
        QFETCH(QString, model);
        QFETCH(QString, prompt);
        const EngineInstead engine(EngineInstead::fake());
        WindowRun run;
        auto request = small(prompt);
        request.model = model;
        QSignalSpy loads(&run.queue(), &queue::Dispatcher::loading);
        QSignalSpy steps(&run.queue(), &queue::Dispatcher::progress);
        const JobKey key = run.queue().enqueue(request);
        QTRY_VERIFY_WITH_TIMEOUT(!(model.isEmpty() ? steps : loads).isEmpty(), 20'000);
        QTest::qWait(100);
        run.command("cancel");
        QVERIFY(ends(run, key, JobState::Cancelled));
        QVERIFY(run.queue().find(key)->paths().isEmpty());
        QVERIFY(run.recent().pictures().empty());
        QVERIFY(worksOn(run));
    }

    void g14_whatNoEngineTakesIsRefusedInTheSameWords_data()
    {
        QTest::addColumn<request::GenerationRequest>("request");
        const auto row = [](const char* name, auto change) {
            auto request = small("a");
            change(request);
            QTest::newRow(name) << request;
        };
        row("no steps", [](auto& each) { each.steps = 0; });
        row("-1 steps", [](auto& each) { each.steps = -1; });
        row("100,000 steps", [](auto& each) { each.steps = 100'000; });
        row("width 1", [](auto& each) { each.width = 1; });
        row("width 513", [](auto& each) { each.width = 513; });
        row("width 16384", [](auto& each) { each.width = 16'384; });
        row("guidance NaN", [](auto& each) { each.guidanceScale = std::nan(""); });
        row("guidance infinite", [](auto& each) { each.guidanceScale = HUGE_VAL; });
        row("1 MB of prompt", [](auto& each) { each.prompt = QString(1'000'000, 'a'); });
    }

    void g14_whatNoEngineTakesIsRefusedInTheSameWords()
    {
        QFETCH(request::GenerationRequest, request);
        const EngineInstead engine(EngineInstead::fake());
        WindowRun run;
        const auto judged = request::validate(request);
        const JobKey key = failed(run, request);
        QVERIFY(key != 0);
        if (!judged)
            QCOMPARE(sentence(*run.queue().find(key)->error), sentence(judged.error()));
        QVERIFY(worksOn(run));
    }

    void g14_anyTextIsAPrompt()
    {
        const EngineInstead engine(EngineInstead::fake());
        WindowRun run;
        for (const QString& prompt :
            {QString(), QString::fromUtf8("\xf0\x9f\x8c\xb2 \xf0\x9f\x8c\x8a"), QString::fromLatin1("a\0b", 3)}) {
            auto request = small(prompt);
            request.seed = 18'446'744'073'709'551'615U;
            const JobKey key = run.queue().enqueue(request);
            QTRY_VERIFY_WITH_TIMEOUT(!run.queue().find(key)->isUnfinished(), 20'000);
            if (run.queue().find(key)->state != JobState::Done)
                QCOMPARE(run.queue().find(key)->error->code, ErrorCode::InvalidArgument);
        }
        QVERIFY(worksOn(run));
    }

    void g16_anEngineThatSendsNonsenseIsEnded_data()
    {
        QTest::addColumn<QString>("fault");
        for (const char* fault : {"progress 2 garbage", "progress 2 oversized", "progress 2 'oversized payload'",
                 "progress 2 'unknown type'", "progress 2 'unknown job'", "progress 1 'early end'", "done 1 twice",
                 "image 1 'wrong size'", "loaded 1 'no type'"})
            QTest::newRow(fault) << QString(fault);
    }

    void g16_anEngineThatSendsNonsenseIsEnded()
    {
        QFETCH(QString, fault);
        costsOneJobAtMost(fault);
    }

private:
    /// A fault at the very end may come when the job is done.
    static void costsOneJobAtMost(const QString& fault)
    {
        const QTemporaryDir folder;
        const QString marker = folder.filePath("marker");
        const EngineInstead engine(EngineInstead::fake(fault + ' ' + marker));
        WindowRun run;
        const JobKey key = run.queue().enqueue(small("a"));
        QTRY_VERIFY_WITH_TIMEOUT(!run.queue().find(key)->isUnfinished(), 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(marker), 20'000);  // it came to the fault
        QVERIFY2(run.queue().find(key)->state == JobState::Done || told(run, key).contains("Try again"),
            qPrintable(told(run, key)));
        QVERIFY(worksOn(run));
    }
};

QTEST_MAIN(TstTroubles)
#include "tst_troubles.moc"
