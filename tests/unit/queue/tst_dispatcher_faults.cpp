#include "tests/support/client_run.h"
#include "tests/support/queue_life.h"

using namespace reverie;
using namespace reverie::queue;

namespace {

constexpr int kShortages = 50;

void plant(const QString& path, const QByteArray& content)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
}

}  // namespace

/// Rows G of the reliability table, as the queue meets them.
class TstDispatcherFaults final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qputenv("QT_LOGGING_RULES", "default.warning=false"); }
    void cleanup() { QVERIFY(worker::childProcesses().isEmpty()); }

    void g02_bearsFiftyShortagesOfMemory()
    {
        QTemporaryDir folder;
        Life life(folder);
        QSignalSpy loads(&life.queue, &Dispatcher::loaded);
        std::vector<JobKey> failing;
        for (int job = 0; job < kShortages; ++job)
            failing.push_back(life.queue.enqueue(Life::request("oom at 2")));
        const JobKey good = life.queue.enqueue(Life::request("a"));
        QVERIFY(life.ends(good, JobState::Done));
        for (const JobKey key : failing)
            QCOMPARE(life.queue.find(key)->error->code, ErrorCode::OutOfMemory);
        QCOMPARE(loads.size(), 1);  // one and the same engine
        QVERIFY(!life.queue.isPaused());
    }

    void g03_aShortageWithinAShortageCostsTheEngineOnly()
    {
        QTemporaryDir folder;
        Life life(folder, {"failed", "1", "SIGABRT before", folder.filePath("marker")});
        const JobKey bad = life.queue.enqueue(Life::request("oom at 2"));
        const JobKey good = life.queue.enqueue(Life::request("a"));
        QVERIFY(life.ends(good, JobState::Done));
        QCOMPARE(life.stateOf(bad), JobState::Failed);
        QCOMPARE(life.queue.find(bad)->error->code, ErrorCode::WorkerDied);
    }

    void g04_g08_aLostDeviceFailsOneJobAndTheQueueGoesOn()
    {
        QTemporaryDir folder;
        Life life(folder);
        QSignalSpy loads(&life.queue, &Dispatcher::loaded);
        const JobKey bad = life.queue.enqueue(Life::request("lost at 2"));
        const JobKey good = life.queue.enqueue(Life::request("a"));
        QVERIFY(life.ends(good, JobState::Done));
        QCOMPARE(life.stateOf(bad), JobState::Failed);
        QCOMPARE(life.queue.find(bad)->error->code, ErrorCode::DeviceLost);
        QCOMPARE(loads.size(), 2);  // tried once, and no other time in the process that lost it
    }

    void g05_goesOnWithTheProcessor()
    {
        QTemporaryDir folder;
        Life life(folder);
        QSignalSpy paused(&life.queue, &Dispatcher::paused);
        auto request = Life::request("lost at 2");
        request.device = "cuda";
        for (int job = 0; job < 3; ++job)
            life.queue.enqueue(request);
        request.prompt = "a";
        request.dtype = request::DType::Fp16;
        const JobKey waits = life.queue.enqueue(request);
        QVERIFY(paused.wait(kPatienceMs));
        QVERIFY(life.queue.hasDeviceFailed());
        life.queue.useCpu();
        QVERIFY(life.ends(waits, JobState::Done));
        QCOMPARE(life.queue.find(waits)->request.device, QString("cpu"));
        QCOMPARE(life.queue.find(waits)->request.dtype, request::DType::Auto);
        QVERIFY(!life.queue.hasDeviceFailed() && !life.queue.isPaused());
    }

    void g05_theProcessorIsNotOfferedInItsOwnPlace()
    {
        QTemporaryDir folder;
        Life life(folder);
        QSignalSpy paused(&life.queue, &Dispatcher::paused);
        auto request = Life::request("lost at 2");
        request.device = "cpu";
        for (int job = 0; job < 3; ++job)
            life.queue.enqueue(request);
        QVERIFY(paused.wait(kPatienceMs));
        QVERIFY(!life.queue.hasDeviceFailed());
        QVERIFY2(!paused.at(0).at(0).toString().contains("CPU"), qPrintable(paused.at(0).at(0).toString()));
        life.queue.resume();
        QVERIFY(life.ends(life.queue.enqueue(Life::request("a")), JobState::Done));
    }

    void g07_saysThatAJobMayHangAndLetsItGoOn()
    {
        QTemporaryDir folder;
        Life life(folder, {}, 100);
        QSignalSpy stalled(&life.queue, &Dispatcher::stalled);
        const JobKey key = life.queue.enqueue(Life::request("wait at 2"));
        QVERIFY(stalled.wait(kPatienceMs));
        QCOMPARE(stalled.at(0).at(0).value<JobKey>(), key);
        QCOMPARE(life.stateOf(key), JobState::Running);
        QVERIFY(life.queue.find(key)->isStalled);
        life.queue.cancel(key);
        QVERIFY(life.ends(key, JobState::Cancelled));
        QVERIFY(!life.queue.find(key)->isStalled);
    }

    void g07_aJobThatEndsInTimeIsLeftInPeace()
    {
        QTemporaryDir folder;
        Life life(folder, {}, 50);
        QSignalSpy stalled(&life.queue, &Dispatcher::stalled);
        QVERIFY(life.ends(life.queue.enqueue(Life::request("a")), JobState::Done));
        const int before = static_cast<int>(stalled.size());  // a busy machine may have been slow
        QTest::qWait(200);
        QCOMPARE(static_cast<int>(stalled.size()), before);
    }

    void g11_computesOnceMoreWithLongerNumbers()
    {
        QTemporaryDir folder;
        Life life(folder);
        QSignalSpy remarked(&life.queue, &Dispatcher::remarked);
        const JobKey key = life.queue.enqueue(Life::request("nan"));
        QVERIFY(life.ends(key, JobState::Done));
        QCOMPARE(remarked.size(), 1);
        QVERIFY(remarked.at(0).at(1).toString().contains("once more with 32 bits"));
        QCOMPARE(life.queue.find(key)->remark, remarked.at(0).at(1).toString());
        QCOMPARE(picturesIn(folder).size(), 1);
        QCOMPARE(life.queue.find(key)->request.dtype, request::DType::Auto);
    }

    void g11_whereTheLongestNumbersFailTheJobDoes()
    {
        QTemporaryDir folder;
        Life life(folder);
        QSignalSpy remarked(&life.queue, &Dispatcher::remarked);
        auto request = Life::request("nan always");
        const JobKey key = life.queue.enqueue(request);
        QVERIFY(life.ends(key, JobState::Failed));
        QCOMPARE(life.queue.find(key)->error->code, ErrorCode::InvalidNumbers);
        QCOMPARE(remarked.size(), 1);
        QVERIFY(picturesIn(folder).isEmpty());
    }

    void g15_aModelThatWasReplacedIsLoadedAgain()
    {
        QTemporaryDir folder;
        Life life(folder);
        QSignalSpy loads(&life.queue, &Dispatcher::loaded);
        auto request = Life::request("a");
        request.model = folder.filePath("model.safetensors");
        plant(request.model, "first");
        QVERIFY(life.ends(life.queue.enqueue(request), JobState::Done));
        QVERIFY(life.ends(life.queue.enqueue(request), JobState::Done));
        QCOMPARE(loads.size(), 1);
        request.prompt = "wait at 2";
        const JobKey meanwhile = life.queue.enqueue(request);
        QVERIFY(life.begins(meanwhile));
        QFile::remove(request.model);
        plant(request.model, "second");
        life.queue.cancel(meanwhile);
        QVERIFY(life.ends(meanwhile, JobState::Cancelled));
        request.prompt = "a";
        QVERIFY(life.ends(life.queue.enqueue(request), JobState::Done));
        QCOMPARE(loads.size(), 2);
    }
};

QTEST_GUILESS_MAIN(TstDispatcherFaults)
#include "tst_dispatcher_faults.moc"
