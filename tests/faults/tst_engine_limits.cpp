#include "tests/support/client_run.h"
#include "tests/support/golden_model.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace reverie;
using namespace reverie::worker;

namespace {

const QString kGolden = QStringLiteral(REVERIE_TEST_DATA "/golden/");
constexpr int kShortages = 50;
constexpr qint64 kSpareKb = 700'000;  // far more than a small picture takes, far less than a large one

WorkerOptions realEngine()
{
    WorkerOptions options;
    options.program = QStringLiteral(REVERIE_BINARY_DIR "/reverie-engine");
    return options;
}

/// The same behind a line of the shell, which ends in `exec "$0"`.
WorkerOptions engineBehind(const QString& line)
{
    WorkerOptions options = realEngine();
    options.arguments = {QStringLiteral("-c"), line, options.program};
    options.program = QStringLiteral("/bin/sh");
    return options;
}

WorkerOptions narrowEngine(qint64 kilobytes)
{
    return engineBehind(QStringLiteral("ulimit -v %1; exec \"$0\"").arg(kilobytes));
}

/// A line of /proc/PID/status, in kilobytes.
qint64 kilobytesOf(pid_t process, const QByteArray& name)
{
    QFile file(QStringLiteral("/proc/%1/status").arg(process));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray status = file.readAll();
    return status.mid(status.indexOf(name + ':') + name.size() + 1, 12).simplified().split(' ')[0].toLongLong();
}

request::GenerationRequest smallRequest(int side = 64)
{
    request::GenerationRequest request;
    request.prompt = QStringLiteral("red forest");
    request.steps = 4;
    request.width = request.height = side;
    request.seed = 42;
    request.sampler = QStringLiteral("Euler a");
    return request;
}

}  // namespace

/// The real worker at the limits of its machine: memory that is short, graphics that are of no use.
class TstEngineLimits final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QFile file(kGolden + "pipelines.json");
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto golden = nlohmann::json::parse(file.readAll().toStdString());
        QVERIFY(test::writeGoldenModel(
            m_folder.path(), golden["models"]["noise"], golden["schedulers"]["euler"], kGolden + "tokenizer"));
        WorkerClient client(realEngine());
        ClientRun run(client, m_folder.path());
        QVERIFY2(run.succeeds(smallRequest()), qPrintable(run.words()));
        m_picture = run.images().front().picture;
        m_addressSpaceKb = kilobytesOf(childProcesses().value(0), "VmPeak");
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
