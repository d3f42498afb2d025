#include "tests/support/client_run.h"
#include "tests/support/real_engine.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace reverie;
using namespace reverie::worker;
using namespace reverie::test;

namespace {

constexpr int kShortages = 50;
constexpr qint64 kSpareKb = 600'000;  // far more than a small picture takes, far less than a large one

}  // namespace

/// The real worker at the limits of its machine: memory that is short, graphics that are of no use.
class TstEngineLimits final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(writeSmallModel(m_folder.path()));
        WorkerClient client(realEngine());
        ClientRun run(client, m_folder.path());
        QVERIFY2(run.succeeds(smallRequest()), qPrintable(run.words()));
        m_picture = run.images().front().picture;
        // Not the peak: now and then that counts 64 MiB more, which an arena of malloc asked for and gave back at once.
        m_addressSpaceKb = kilobytesOf(childProcesses().value(0), "VmSize");
    }

    void cleanup() { QVERIFY(childProcesses().isEmpty()); }

    void g02_g18_fiftyShortagesLeaveMemoryAndPicturesAsTheyWere()
    {
        WorkerClient client(narrowEngine(m_addressSpaceKb + kSpareKb));
        ClientRun run(client, m_folder.path());
        QVERIFY2(run.succeeds(smallRequest()), qPrintable(run.words()));
        const pid_t engine = childProcesses().value(0);
        const qint64 before = kilobytesOf(engine, "VmRSS");
        for (int shortage = 0; shortage < kShortages; ++shortage) {
            QVERIFY(!run.succeeds(smallRequest(4096)));
            QVERIFY2(run.error()->code == ErrorCode::OutOfMemory, qPrintable(run.words()));
            QVERIFY(run.error()->neededBytes > run.error()->freeBytes && run.error()->freeBytes > 0);
        }
        QVERIFY2(run.succeeds(smallRequest()), qPrintable(run.words()));
        QVERIFY(run.images().front().picture.pixels == m_picture.pixels);
        QCOMPARE(childProcesses().value(0), engine);
        const qint64 after = kilobytesOf(engine, "VmRSS");
        qInfo("resident before %lld kB, after %lld kB", before, after);
        QVERIFY(after < before + before / 10);
    }

    /// Before its weights are read, not when half of the machine is swapped out.
    void g17_refusesAModelThatDoesNotFitWithFigures()
    {
        WorkerClient client(narrowEngine(m_addressSpaceKb + kSpareKb));
        {
            ClientRun run(client, "random:sd1");
            QVERIFY(!run.succeeds(smallRequest()));
            QVERIFY2(run.error()->code == ErrorCode::OutOfMemory, qPrintable(run.words()));
            QVERIFY(run.error()->neededBytes > run.error()->freeBytes);
            QVERIFY2(run.words().contains("GB"), qPrintable(run.words()));
            QVERIFY(run.ends().empty());
        }
        ClientRun run(client, m_folder.path());
        QVERIFY2(run.succeeds(smallRequest()), qPrintable(run.words()));
    }

    void g10_computesOnTheProcessorWhereGraphicsAreOfNoUse_data()
    {
        QTest::addColumn<QString>("setting");
        const QString folder = QStringLiteral("LD_LIBRARY_PATH=" REVERIE_BINARY_DIR "/../tests/support/cuda");
        QTest::newRow("a driver without a card") << folder + " FAKE_CUDA_INIT=100";
        QTest::newRow("a driver of another version") << folder + " FAKE_CUDA_INIT=803";
        QTest::newRow("no card behind the driver") << folder + " FAKE_CUDA_CARDS=0";
        QTest::newRow("no library of the driver") << "LD_LIBRARY_PATH=" + m_broken.path();
    }

    void g10_computesOnTheProcessorWhereGraphicsAreOfNoUse()
    {
        QFETCH(QString, setting);
        QFile broken(m_broken.filePath("libcuda.so.1"));
        QVERIFY(broken.open(QIODevice::WriteOnly) && broken.write("no library") > 0);
        broken.close();
        WorkerClient client(engineBehind(setting + " exec \"$0\""));
        QSignalSpy loaded(&client, &WorkerClient::loaded);
        ClientRun run(client, m_folder.path(), QStringLiteral("auto"));
        QVERIFY2(run.succeeds(smallRequest()), qPrintable(run.words()));
        QCOMPARE(loaded.at(0).at(1).value<request::ModelFacts>().device, QString("cpu"));
        QVERIFY(run.images().front().picture.pixels == m_picture.pixels);
    }

private:
    QTemporaryDir m_folder;
    QTemporaryDir m_broken;
    request::RgbImage m_picture;
    qint64 m_addressSpaceKb = 0;
};

QTEST_GUILESS_MAIN(TstEngineLimits)
#include "tst_engine_limits.moc"
