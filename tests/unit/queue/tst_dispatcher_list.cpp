#include "tests/support/queue_life.h"

using namespace reverie;
using namespace reverie::queue;

/// What a person does to the jobs of a queue.
class TstDispatcherList final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qputenv("QT_LOGGING_RULES", "default.warning=false"); }

    void clearingCanBeUndone()
    {
        QTemporaryDir folder;
        Life life(folder);
        life.queue.pauseAfterCurrent();
        for (const char* prompt : {"a", "b", "c"})
            life.queue.enqueue(Life::request(prompt));
        life.queue.clear();
        QVERIFY(life.queue.jobs().empty());
        life.queue.undoRemoval();
        QCOMPARE(life.prompts(), (QStringList{"a", "b", "c"}));
        QVERIFY(!life.queue.canUndoRemoval());
    }

    void editsDuplicatesAndReordersAcrossRestarts()
    {
        QTemporaryDir folder;
        {
            Life life(folder);
            life.queue.pauseAfterCurrent();
            const JobKey a = life.queue.enqueue(Life::request("a"));
            const JobKey b = life.queue.enqueue(Life::request("b"));
            QVERIFY(life.queue.edit(a, Life::request("a2")).has_value());
            const JobKey copy = *life.queue.duplicate(a);
            life.queue.moveBefore(b, a);
            QCOMPARE(life.prompts(), (QStringList{"b", "a2", "a2"}));
            life.queue.remove(copy);
            life.queue.enqueue(Life::request("c"));
            life.queue.remove(b);
        }
        {
            Life next(folder);
            QCOMPARE(next.prompts(), (QStringList{"a2", "c"}));
            next.queue.pauseAfterCurrent();
            next.queue.enqueue(Life::request("d"));
        }
        QCOMPARE(Life(folder).prompts(), (QStringList{"a2", "c", "d"}));
    }

    void anEditedJobThatRunsIsLeftAlone()
    {
        QTemporaryDir folder;
        Life life(folder);
        const JobKey runs = life.queue.enqueue(Life::request("wait at 2"));
        QVERIFY(life.begins(runs));
        QCOMPARE(life.queue.edit(runs, Life::request("a")).error().code, ErrorCode::Busy);
        QCOMPARE(life.queue.edit(runs + 1, Life::request("a")).error().code, ErrorCode::NotFound);
        life.queue.remove(runs);
        QVERIFY(life.ends(runs, JobState::Cancelled));
    }

    void clearingLeavesTheRunningJobAndCancellingTheRestToo()
    {
        QTemporaryDir folder;
        Life life(folder);
        const JobKey runs = life.queue.enqueue(Life::request("wait at 2"));
        const JobKey waits = life.queue.enqueue(Life::request("b"));
        QVERIFY(life.begins(runs));
        life.queue.cancelAllButRunning();
        QCOMPARE(life.stateOf(waits), JobState::Cancelled);
        life.queue.clear();
        QCOMPARE(life.prompts(), QStringList{"wait at 2"});
        QCOMPARE(life.stateOf(runs), JobState::Running);
    }

    void showsOnlySoManyEndedJobs()
    {
        QTemporaryDir folder;
        {
            Life life(folder);
            life.queue.setEndedKept(1);
            QSignalSpy gone(&life.queue, &Dispatcher::jobRemoved);
            life.queue.enqueue(Life::request("a"));
            const JobKey bad = life.queue.enqueue(Life::request("oom at 2"));
            const JobKey last = life.queue.enqueue(Life::request("wait at 2"));
            QVERIFY(life.begins(last));
            QCOMPARE(gone.size(), 1);
            QCOMPARE(life.stateOf(bad), JobState::Failed);
            life.queue.setEndedKept(0);
            QCOMPARE(life.prompts(), QStringList{"wait at 2"});
            QVERIFY(!life.queue.canUndoRemoval());
        }
        QCOMPARE(Life(folder).prompts(), QStringList{"wait at 2"});
    }

    void anotherFolderHoldsFromTheNextJobOn()
    {
        QTemporaryDir folder;
        QTemporaryDir elsewhere;
        Life life(folder);
        const JobKey first = life.queue.enqueue(Life::request("a"));
        QVERIFY(life.ends(first, JobState::Done));
        life.queue.setPicturesFolder(elsewhere.filePath("mine"));
        const JobKey second = life.queue.enqueue(Life::request("b"));
        QVERIFY(life.ends(second, JobState::Done));
        QVERIFY(life.queue.find(first)->paths().at(0).startsWith(folder.path()));
        QVERIFY(life.queue.find(second)->paths().at(0).startsWith(elsewhere.filePath("mine/")));
    }
};

QTEST_GUILESS_MAIN(TstDispatcherList)
#include "tst_dispatcher_list.moc"
