#include "core/image/picture_difference.h"
#include "tests/support/client_run.h"
#include "tests/support/real_engine.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>

using namespace reverie;
using namespace reverie::worker;
using namespace reverie::test;

namespace {

constexpr int kManySteps = 1000;
/// Enough for a small picture, far from enough to decode a large one.
constexpr qint64 kSpareKb = 60'000;

}  // namespace

/// The real worker with a tiny model: what it computes does not depend on what went wrong before.
class TstEngineProcess final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(writeSmallModel(m_folder.path()));
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
        m_addressSpaceKb = kilobytesOf(childProcesses().value(0), "VmPeak");
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
