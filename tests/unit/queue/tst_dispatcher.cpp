#include "core/image/recipe.h"
#include "core/io/fault_points.h"
#include "tests/support/queue_life.h"

#include <cerrno>

using namespace reverie;
using namespace reverie::queue;

class TstDispatcher final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qputenv("QT_LOGGING_RULES", "default.warning=false"); }

    void runsJobsInTheirOrder()
    {
        QTemporaryDir folder;
        Life life(folder);
        QVERIFY(life.note.isEmpty());
        QStringList order;
        connect(&life.queue, &Dispatcher::pictureSaved, &life.queue,
            [&](JobKey key, const SavedPicture&) { order << life.queue.find(key)->request.prompt; });
        life.queue.pauseAfterCurrent();
        const JobKey last = life.queue.enqueue(Life::request("b"));
        life.queue.enqueue(Life::request("c"));
        life.queue.enqueue(Life::request("a"), Place::Front);
        life.queue.moveBefore(last, std::nullopt);
        QCOMPARE(life.prompts(), (QStringList{"a", "c", "b"}));
        life.queue.resume();
        QVERIFY(life.ends(last, JobState::Done));
        QCOMPARE(order, (QStringList{"a", "c", "b"}));
        QCOMPARE(picturesIn(folder).size(), 3);
    }

    void g01_failsOneJobAndRunsTheNext()
    {
        QTemporaryDir folder;
        Life life(folder);
        const JobKey bad = life.queue.enqueue(Life::request("oom at 2"));
        const JobKey good = life.queue.enqueue(Life::request("a"));
        QVERIFY(life.ends(good, JobState::Done));
        QCOMPARE(life.stateOf(bad), JobState::Failed);
        QCOMPARE(life.queue.find(bad)->error->code, ErrorCode::OutOfMemory);
        QCOMPARE(life.queue.find(bad)->error->neededBytes, 8'000'000'000u);
    }

    void g06_goesOnAfterTheWorkerWasKilled()
    {
        QTemporaryDir folder;
        Life life(folder, {"progress", "1", "SIGKILL", folder.filePath("marker")});
        const JobKey bad = life.queue.enqueue(Life::request("a"));
        const JobKey good = life.queue.enqueue(Life::request("b"));
        QVERIFY(life.ends(good, JobState::Done));
        QCOMPARE(life.queue.find(bad)->error->code, ErrorCode::WorkerDied);
        life.queue.retry(bad);
        QVERIFY(life.ends(bad, JobState::Done));
    }

    void g05_pausesAfterThreeFaultsOfTheDevice()
    {
        QTemporaryDir folder;
        Life life(folder);
        QSignalSpy paused(&life.queue, &Dispatcher::paused);
        for (int job = 0; job < 4; ++job)
            life.queue.enqueue(Life::request("lost at 2"));
        QVERIFY(paused.wait(kPatienceMs));
        QVERIFY(paused.at(0).at(0).toString().contains("CPU"));
        QCOMPARE(life.queue.waiting(), 1);
    }

    void cancelsWhatRunsAndWhatWaits()
    {
        QTemporaryDir folder;
        Life life(folder);
        const JobKey runs = life.queue.enqueue(Life::request("wait at 2"));
        const JobKey waits = life.queue.enqueue(Life::request("a"));
        const JobKey last = life.queue.enqueue(Life::request("b"));
        QVERIFY(life.begins(runs));
        life.queue.cancel(waits);
        QCOMPARE(life.stateOf(waits), JobState::Cancelled);
        life.queue.cancel(runs);
        QVERIFY(life.ends(last, JobState::Done));
        QCOMPARE(life.stateOf(runs), JobState::Cancelled);
        QCOMPARE(picturesIn(folder).size(), 1);
    }

    void stopsWhatRunsAndKeepsWhatThereIs()
    {
        QTemporaryDir folder;
        Life life(folder);
        const JobKey several = life.queue.enqueue(Life::request("wait at 2", 3));
        QVERIFY(!life.queue.canKeep());
        life.queue.stopAndKeep();  // nothing runs yet
        QVERIFY(QTest::qWaitFor([&] { return life.queue.canKeep(); }, kPatienceMs));
        life.queue.stopAndKeep();
        QVERIFY(life.ends(several, JobState::Cancelled));
        QCOMPARE(life.queue.find(several)->paths().size(), 1);
        QVERIFY(!life.queue.canKeep());
        const auto recipe = image::readRecipe(life.queue.find(several)->paths().front());
        QVERIFY(recipe && recipe->facts.stop.step >= 1 && recipe->facts.stop.of == 4);
        QSignalSpy measured(&life.queue, &Dispatcher::measured);
        const JobKey single = life.queue.enqueue(Life::request("wait at 2"));
        QVERIFY(QTest::qWaitFor([&] { return life.queue.canKeep(); }, kPatienceMs));
        life.queue.stopAndKeep();
        QVERIFY(life.ends(single, JobState::Done));
        QVERIFY(measured.isEmpty());
    }

    void skipsOnePictureOfAJob()
    {
        QTemporaryDir folder;
        Life life(folder);
        std::size_t image = 99;
        connect(&life.queue, &Dispatcher::progress, &life.queue,
            [&](JobKey, const request::Progress& progress) { image = static_cast<std::size_t>(progress.image); });
        const JobKey key = life.queue.enqueue(Life::request("wait at 2", 3));
        for (std::size_t picture = 0; picture < 3; ++picture) {
            QVERIFY(QTest::qWaitFor([&] { return image == picture; }, kPatienceMs));
            life.queue.skip();
            QVERIFY(QTest::qWaitFor([&] { return life.queue.find(key)->pictures.size() == picture + 1; }, kPatienceMs));
        }
        QVERIFY(life.ends(key, JobState::Done));
        QVERIFY(life.queue.find(key)->paths().isEmpty());
    }

    void skipsOnePictureWhileTheModelLoads()
    {
        QTemporaryDir folder;
        Life life(folder);
        auto four = Life::request("a", 4);
        four.batch = 4;
        QVERIFY(life.ends(life.queue.enqueue(four), JobState::Done));
        auto next = Life::request("b", 3);
        next.model = "wait at 2";
        QSignalSpy loading(&life.queue, &Dispatcher::loading);
        const JobKey key = life.queue.enqueue(next);
        QVERIFY(loading.wait(kPatienceMs));
        life.queue.skip();
        QVERIFY(QTest::qWaitFor([&] { return !life.queue.find(key)->pictures.empty(); }, kPatienceMs));
        QCOMPARE(life.queue.find(key)->pictures.size(), 1u);
    }

    void stopsForeverWhenAJobFails()
    {
        QTemporaryDir folder;
        Life life(folder);
        life.queue.enqueueForever(Life::request("oom at 2"));
        QVERIFY(QTest::qWaitFor([&] { return !life.queue.isForever(); }, kPatienceMs));
        QVERIFY(QTest::qWaitFor([&] { return !life.queue.running() && life.queue.waiting() == 0; }, kPatienceMs));
        QVERIFY(life.queue.jobs().size() <= 2);
    }

    void keepsOneJobWaitingForever()
    {
        QTemporaryDir folder;
        Life life(folder);
        QSignalSpy saved(&life.queue, &Dispatcher::pictureSaved);
        life.queue.enqueueForever(Life::request("a"));
        QVERIFY(QTest::qWaitFor([&] { return saved.size() >= 4; }, kPatienceMs));
        QVERIFY(life.queue.waiting() <= 1);
        life.queue.stopForever();
        QVERIFY(QTest::qWaitFor([&] { return life.queue.waiting() == 0 && !life.queue.running(); }, kPatienceMs));
        QSet<quint64> seeds;
        for (const QueueJob& job : life.queue.jobs())
            seeds << *job.seed;
        QCOMPARE(seeds.size(), static_cast<qsizetype>(life.queue.jobs().size()));
    }

    void offersUnfinishedJobsAfterARestart()
    {
        QTemporaryDir folder;
        {
            Life life(folder);
            const JobKey runs = life.queue.enqueue(Life::request("wait at 2"));
            life.queue.enqueue(Life::request("b"));
            QVERIFY(life.begins(runs));
        }
        Life next(folder);
        QCOMPARE(next.queue.interrupted(), 2);
        QCOMPARE(next.queue.waiting(), 0);
        const JobKey first = next.queue.jobs().at(0).key;
        const JobKey second = next.queue.jobs().at(1).key;
        QVERIFY(next.queue.edit(first, Life::request("a")).has_value());
        next.queue.resumeInterrupted();
        QVERIFY(next.ends(first, JobState::Done));
        QVERIFY(next.ends(second, JobState::Done));
    }

    /// The moment between a picture's file and its row, which a random kill seldom meets.
    void findsAPictureThatWasSavedAndNotNoted()
    {
        QTemporaryDir folder;
        JobKey key = 0;
        {
            Life life(folder);
            key = life.queue.enqueue(Life::request("a", 2));
            QVERIFY(life.ends(key, JobState::Done));
        }
        const QStringList before = picturesIn(folder);
        {
            const auto store = QueueStore::open(folder.filePath("queue.sqlite")).value();
            QueueJob job = store->jobs().value().at(0);
            job.state = JobState::Running;
            job.pictures.erase(1);
            QVERIFY(store->remove({key}).has_value());
            QVERIFY(store->put({job}).has_value());
        }
        Life next(folder);
        QCOMPARE(next.stateOf(key), JobState::Done);
        QCOMPARE(next.queue.find(key)->paths().size(), 2);
        QCOMPARE(picturesIn(folder), before);
    }

    void f17_parksTheRunningJob()
    {
        QTemporaryDir folder;
        Life life(folder);
        const JobKey runs = life.queue.enqueue(Life::request("wait at 2", 2));
        QVERIFY(life.begins(runs));
        QSignalSpy parked(&life.queue, &Dispatcher::parked);
        life.queue.park();
        QVERIFY(parked.wait(3000));
        QCOMPARE(life.stateOf(runs), JobState::Interrupted);
    }

    void aFullDiskPausesAndThePictureIsSavedLater()
    {
        QTemporaryDir folder;
        Life life(folder);
        const JobKey warm = life.queue.enqueue(Life::request("warm up"));
        QVERIFY(life.ends(warm, JobState::Done));
        QSignalSpy paused(&life.queue, &Dispatcher::paused);
        std::optional<io::FaultPlan> plan;
        const auto fill = [&] {
            if (!plan)
                plan.emplace(1, ENOSPC, true);
        };
        const auto filling = connect(&life.queue, &Dispatcher::resolved, &life.queue, fill);
        const JobKey key = life.queue.enqueue(Life::request("a", 2));
        QVERIFY(paused.wait(kPatienceMs));
        QVERIFY(paused.at(0).at(0).toString().contains("full"));
        const int unsaved = life.queue.unsaved();  // the second may have come before the first was refused
        QVERIFY(unsaved >= 1);
        life.queue.saveAgain();
        QVERIFY(paused.wait(kPatienceMs));
        disconnect(filling);
        plan.reset();
        QTemporaryDir elsewhere;
        life.queue.saveAgain(elsewhere.path());
        QVERIFY(life.ends(key, JobState::Done));
        QCOMPARE(static_cast<int>(QDir(elsewhere.path()).entryList({"*.png"}).size()), unsaved);
        QCOMPARE(life.queue.find(key)->paths().size(), 2);
        QVERIFY(!life.queue.isPaused());
    }

    void aPauseThatAPersonWantsOutlivesAFullDisk()
    {
        QTemporaryDir folder;
        Life life(folder);
        QVERIFY(life.ends(life.queue.enqueue(Life::request("warm up")), JobState::Done));
        QSignalSpy paused(&life.queue, &Dispatcher::paused);
        std::optional<io::FaultPlan> plan;
        connect(&life.queue, &Dispatcher::resolved, &life.queue, [&] {
            life.queue.pauseAfterCurrent();
            plan.emplace(1, ENOSPC, true);
        });
        const JobKey key = life.queue.enqueue(Life::request("a"));
        const JobKey next = life.queue.enqueue(Life::request("b"));
        QTRY_VERIFY_WITH_TIMEOUT(life.queue.unsaved() == 1, kPatienceMs);
        plan.reset();
        life.queue.saveAgain();
        QVERIFY(life.ends(key, JobState::Done));
        QVERIFY(life.queue.isPaused());
        QVERIFY(paused.back().at(0).toString().isEmpty());  // nothing is wrong any more
        QCOMPARE(life.stateOf(next), JobState::Waiting);
    }

    void aSecondProgramIsToldWhoHasTheQueue()
    {
        QTemporaryDir folder;
        Life first(folder);
        Life second(folder);
        QVERIFY2(second.note.contains("in use by process"), qPrintable(second.note));
        const JobKey key = second.queue.enqueue(Life::request("a"));
        QVERIFY(second.ends(key, JobState::Done));
    }

    void aBrokenFileIsPutAside()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath("queue.sqlite"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(9000, 'x'));
        file.close();
        Life life(folder);
        QVERIFY2(life.note.contains("kept as"), qPrintable(life.note));
        const JobKey key = life.queue.enqueue(Life::request("a"));
        QVERIFY(life.ends(key, JobState::Done));
        QCOMPARE(QDir(folder.path()).entryList({"queue.sqlite.broken-*"}).size(), 1);
    }
};

QTEST_GUILESS_MAIN(TstDispatcher)
#include "tst_dispatcher.moc"
