#include "core/image/picture_difference.h"
#include "tests/support/client_run.h"
#include "tests/support/golden_model.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>

using namespace reverie;
using namespace reverie::worker;

namespace {

const QString kGolden = QStringLiteral(REVERIE_TEST_DATA "/golden/");
constexpr int kSteps = 4;
constexpr int kManySteps = 1000;
/// Enough for a small picture, far from enough to decode a large one.
constexpr qint64 kSpareKb = 60'000;

WorkerOptions realEngine()
{
    WorkerOptions options;
    options.program = QStringLiteral(REVERIE_BINARY_DIR "/reverie-engine");
    return options;
}

/// The same with an address space of so many kilobytes.
WorkerOptions narrowEngine(qint64 kilobytes)
{
    WorkerOptions options = realEngine();
    options.arguments = {"-c", QStringLiteral("ulimit -v %1; exec \"$0\"").arg(kilobytes), options.program};
    options.program = "/bin/sh";
    return options;
}

/// The most address space that a process has had, in kilobytes.
qint64 addressSpaceKb(pid_t process)
{
    QFile file(QStringLiteral("/proc/%1/status").arg(process));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray status = file.readAll();
    return status.mid(status.indexOf("VmPeak:") + 7, 12).simplified().split(' ')[0].toLongLong();
}

request::GenerationRequest smallRequest(int side = 64)
{
    request::GenerationRequest request;
    request.prompt = QStringLiteral("red forest");
    request.steps = kSteps;
    request.width = request.height = side;
    request.seed = 42;
    request.sampler = QStringLiteral("Euler a");
    return request;
}

}  // namespace

/// The real worker with a tiny model: what it computes does not depend on what went wrong before.
class TstEngineProcess final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QFile file(kGolden + "pipelines.json");
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto golden = nlohmann::json::parse(file.readAll().toStdString());
        QVERIFY(test::writeGoldenModel(
            m_folder.path(), golden["models"]["noise"], golden["schedulers"]["euler"], kGolden + "tokenizer"));
        QElapsedTimer timer;
        timer.start();
        WorkerClient client(realEngine());
        QSignalSpy ready(&client, &WorkerClient::ready);
        client.start();
        QVERIFY(ready.wait(60'000));
        qInfo("ready after %lld ms", timer.elapsed());
        ClientRun run(client, m_folder.path());
        QVERIFY2(run.succeeds(smallRequest()), qPrintable(run.words()));
        m_picture = run.images().front().picture;
        m_addressSpaceKb = addressSpaceKb(childProcesses().value(0));
    }

    void cleanup() { QVERIFY(childProcesses().isEmpty()); }

    void g06_g18_makesTheSamePictureAfterADeath_data()
    {
        QTest::addColumn<int>("number");
        QTest::addColumn<QString>("words");
        QTest::newRow("SIGKILL") << SIGKILL << "(SIGKILL), most likely because memory ran out";
        QTest::newRow("SIGSEGV") << SIGSEGV << "the engine crashed (SIGSEGV";
        QTest::newRow("SIGSTOP") << SIGSTOP << "the engine did not answer for 4 s";
    }

    void g06_g18_makesTheSamePictureAfterADeath()
    {
        QFETCH(int, number);
        QFETCH(QString, words);
        auto options = realEngine();
        options.pingMs = 100;
        options.silenceMs = number == SIGSTOP ? 4000 : options.silenceMs;
        WorkerClient client(options);
        ClientRun run(client, m_folder.path());
        const auto strike =
            connect(&client, &WorkerClient::progress, this, [number](JobId, const request::Progress& at) {
                if (at.step == 2)
                    ::kill(childProcesses().value(0), number);
            });
        auto request = smallRequest();
        request.steps = kManySteps;
        QVERIFY(!run.succeeds(request));
        QVERIFY2(run.words().contains(words), qPrintable(run.words()));
        disconnect(strike);
        QVERIFY2(run.succeeds(smallRequest()), qPrintable(run.words()));
        QVERIFY(run.images().front().picture.pixels == m_picture.pixels);
    }

    void g18_makesTheSamePictureAfterACancel()
    {
        WorkerClient client(realEngine());
        ClientRun run(client, m_folder.path());
        const auto stop =
            connect(&client, &WorkerClient::progress, &client, [&client](JobId job) { client.cancel(job); });
        auto request = smallRequest();
        request.steps = kManySteps;
        QVERIFY(!run.succeeds(request));
        QCOMPARE(run.error()->code, ErrorCode::Cancelled);
        disconnect(stop);
        QVERIFY2(run.succeeds(smallRequest()), qPrintable(run.words()));
        QVERIFY(run.images().front().picture.pixels == m_picture.pixels);
        QVERIFY2(run.ends().empty(), qPrintable(run.endWords()));
    }

    /// libtorch reports a shortage, oneDNN crashes when the shortage hits its own buffers: either way one job fails.
    void survivesAShortageOfMemory()
    {
        WorkerClient client(narrowEngine(m_addressSpaceKb + kSpareKb));
        ClientRun run(client, m_folder.path());
        auto request = smallRequest(2048);
        request.steps = 1;
        QVERIFY(!run.succeeds(request));
        QVERIFY(run.error().has_value());
        const bool isReported = run.error()->code == ErrorCode::OutOfMemory;
        QVERIFY2(isReported || run.error()->code == ErrorCode::WorkerDied, qPrintable(run.words()));
        QVERIFY2(!isReported || run.error()->freeBytes > 0, qPrintable(run.words()));
        QVERIFY2(run.succeeds(smallRequest()), qPrintable(run.words()));
        // Convolutions that find no memory for faster weights round differently.
        QVERIFY(image::pictureDifference(run.images().front().picture, m_picture).largest <= 1);
    }

    void refusesAModelThatIsNotThere()
    {
        WorkerClient client(realEngine());
        {
            ClientRun missing(client, "/nowhere/model");
            QVERIFY(!missing.succeeds(smallRequest()));
            QCOMPARE(missing.error()->code, ErrorCode::NotFound);
        }
        ClientRun run(client, m_folder.path());
        QVERIFY2(run.succeeds(smallRequest()), qPrintable(run.words()));
        QVERIFY(run.ends().empty());
    }

private:
    QTemporaryDir m_folder;
    request::RgbImage m_picture;
    qint64 m_addressSpaceKb = 0;
};

QTEST_GUILESS_MAIN(TstEngineProcess)
#include "tst_engine_process.moc"
