#include "tests/support/trouble_run.h"

#include <QDirIterator>

using namespace reverie;
using namespace reverie::test;
using queue::JobKey;
using queue::JobState;

namespace {

constexpr qint64 kSpareKb = 700'000;  // far more than a small picture takes, far less than a large model

/// The most address space that the window's engine has had, in kilobytes.
qint64 addressSpaceKb()
{
    const QVector<pid_t> engines = childrenOf(::getpid());
    QFile file(QStringLiteral("/proc/%1/status").arg(engines.value(0)));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray status = file.readAll();
    return status.mid(status.indexOf("VmPeak:") + 7, 12).simplified().split(' ')[0].toLongLong();
}

/// A copy of the starter model that may be taken away.
QString copyModel(const QString& folder)
{
    const QDir from(Paths::starterModel());
    QDirIterator files(from.path(), QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString target = folder + '/' + from.relativeFilePath(files.next());
        QDir().mkpath(QFileInfo(target).path());
        QFile::copy(files.filePath(), target);
    }
    return folder;
}

request::GenerationRequest seeded(int steps = 4)
{
    request::GenerationRequest request = small("red forest", 128);
    request.seed = 7;
    request.steps = steps;
    return request;
}

/// The picture that a job makes; null when it makes none.
QImage picture(const WindowRun& run, const request::GenerationRequest& request)
{
    const JobKey key = run.queue().enqueue(request);
    return ends(run, key, JobState::Done) ? QImage(run.queue().find(key)->paths().front()) : QImage();
}

}  // namespace

/// Rows G of the reliability table on the real window with the real engine.
class TstEngineTroubles final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void g10_withoutAUsableCardTheProcessorMakesThePicture_data()
    {
        QTest::addColumn<QString>("setting");
        const QString folder = QStringLiteral("LD_LIBRARY_PATH=" REVERIE_BINARY_DIR "/../tests/support/cuda");
        QTest::newRow("a driver without a card") << folder + " FAKE_CUDA_INIT=100";
        QTest::newRow("a driver of another version") << folder + " FAKE_CUDA_INIT=803";
        QTest::newRow("no card behind the driver") << folder + " FAKE_CUDA_CARDS=0";
    }

    void g10_withoutAUsableCardTheProcessorMakesThePicture()
    {
        QFETCH(QString, setting);
        const EngineInstead engine(EngineInstead::real(setting));
        WindowRun run;
        QVERIFY(run.viewer().headCard() == nullptr);
        QVERIFY(run.make("red forest", 4));
        const auto costs = [&] {
            QStringList all;
            for (const QLabel* label : run.compose().findChildren<QLabel*>())
                all << label->text();
            return all.join('\n');
        };
        QTRY_VERIFY2(costs().contains("about "), qPrintable(costs()));
    }

    void g15_aModelThatIsTakenAwayWhileItIsUsed()
    {
        const QTemporaryDir folder;
        WindowRun run;
        auto request = small("red forest", 128);
        request.model = copyModel(folder.filePath("model"));
        request.steps = 400;
        QSignalSpy steps(&run.queue(), &queue::Dispatcher::progress);
        const JobKey current = run.queue().enqueue(request);
        request.steps = 4;
        const JobKey next = run.queue().enqueue(request);
        QTRY_VERIFY_WITH_TIMEOUT(steps.size() > 3, 30'000);
        QVERIFY(QDir(request.model).removeRecursively());
        QVERIFY(ends(run, current, JobState::Done));
        QVERIFY(ends(run, next, JobState::Failed));
        QVERIFY2(told(run, next).contains("Choose another model"), qPrintable(told(run, next)));
        QVERIFY2(told(run, next).contains(request.model), qPrintable(told(run, next)));
        QVERIFY(worksOn(run));
    }

    void g17_aModelThatDoesNotFitIsRefusedWithFigures()
    {
        qint64 usual = 0;
        {
            WindowRun run;
            QVERIFY(worksOn(run));
            usual = addressSpaceKb();
        }
        QVERIFY(usual > 0);
        const EngineInstead engine(QStringLiteral("ulimit -v %1;").arg(usual + kSpareKb) + EngineInstead::real());
        WindowRun run;
        auto request = small("red forest");
        request.model = "random:sd1";
        const JobKey key = run.queue().enqueue(request);
        QVERIFY(ends(run, key, JobState::Failed));
        const QString words = told(run, key);
        QVERIFY2(words.contains(" GB") && words.contains("Use less memory"), qPrintable(words));
        QVERIFY2(words.contains("Use the CPU") != run.queue().find(key)->hadOnlyCpu, qPrintable(words));
        QVERIFY(worksOn(run));
    }

    void g18_theSameSeedMakesTheSamePictureWhateverHappenedBetween()
    {
        WindowRun run;
        const QImage first = picture(run, seeded());
        QVERIFY(!first.isNull());
        QCOMPARE(picture(run, seeded()), first);
        QSignalSpy steps(&run.queue(), &queue::Dispatcher::progress);
        const JobKey cancelled = run.queue().enqueue(seeded(1000));
        QTRY_VERIFY_WITH_TIMEOUT(steps.size() > 3, 30'000);
        run.command("cancel");
        QVERIFY(ends(run, cancelled, JobState::Cancelled));
        QCOMPARE(picture(run, seeded()), first);
        steps.clear();
        const JobKey killed = run.queue().enqueue(seeded(1000));
        QTRY_VERIFY_WITH_TIMEOUT(steps.size() > 3, 30'000);
        for (const pid_t engine : childrenOf(::getpid()))
            ::kill(engine, SIGKILL);
        QVERIFY(ends(run, killed, JobState::Failed));
        QCOMPARE(picture(run, seeded()), first);
    }

    void aPictureThatFindsNoPlaceStaysInMemoryUntilThereIsOne()
    {
        WindowRun run;
        auto request = small("red forest", 128);
        request.steps = 200;
        QSignalSpy steps(&run.queue(), &queue::Dispatcher::progress);
        const JobKey key = run.queue().enqueue(request);
        const JobKey next = run.queue().enqueue(small("a lake"));
        QTRY_VERIFY_WITH_TIMEOUT(steps.size() > 3, 30'000);
        const QString day = run.queue().find(key)->folder;
        QVERIFY(!day.isEmpty() && plant(day, "a file in the folder's place"));
        QTRY_VERIFY2_WITH_TIMEOUT(noticed(run).contains("kept in memory"), qPrintable(noticed(run)), 60'000);
        QVERIFY2(noticed(run).contains("Save as"), qPrintable(noticed(run)));
        QVERIFY(run.queue().isPaused());
        QCOMPARE(run.queue().find(next)->state, JobState::Waiting);
        QVERIFY(QFile::remove(day));
        button(*run.viewer().headCard(), "Try again")->click();
        QVERIFY(ends(run, key, JobState::Done) && ends(run, next, JobState::Done));
        QVERIFY(QFileInfo::exists(run.queue().find(key)->paths().front()));
        QVERIFY(run.viewer().headCard() == nullptr);
    }

    void f18_aLogThatIsFullStopsNothing()
    {
        const QTemporaryDir folder;
        QVERIFY(leaveForm(folder.path(), "red forest", 60));
        WindowProgram program({folder.path(), "generate", {}, {"--log-level", "debug"}, "/dev/full"});
        QVERIFY(program.isMaking());
        const QString pictures = Paths::forProcess(folder.path()).pictures();
        QTRY_VERIFY_WITH_TIMEOUT(
            QDirIterator(pictures, {"*.png"}, QDir::Files, QDirIterator::Subdirectories).hasNext(), 60'000);
        program.send(SIGTERM);
        QCOMPARE(program.code(), std::optional(0));
    }
};

QTEST_MAIN(TstEngineTroubles)
#include "tst_engine_troubles.moc"
