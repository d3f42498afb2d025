#include "core/worker/worker_client.h"
#include "tests/support/client_run.h"
#include "tests/support/fake_engine_port.h"

#include <QTemporaryDir>
#include <QtTest>

#include <csignal>
#include <sys/stat.h>

using namespace reverie;
using namespace reverie::worker;

namespace {

const QString kKilled =
    QStringLiteral("the engine was ended by the system (SIGKILL), most likely because memory ran out");
const QString kCrashed = QStringLiteral("the engine crashed (SIGSEGV, a forbidden memory access)");
const QString kNonsense = QStringLiteral("the engine sent nonsense and was ended (%1)");

WorkerOptions fakeEngine(const QStringList& arguments = {})
{
    WorkerOptions options;
    options.program = QCoreApplication::applicationDirPath() + QStringLiteral("/support/fake-engine");
    options.arguments = arguments;
    options.pingMs = 50;
    return options;
}

request::GenerationRequest requestFor(const QString& prompt)
{
    request::GenerationRequest request;
    request.prompt = prompt;
    request.steps = 3;
    request.width = 72;
    request.height = 64;
    request.seed = 40;
    request.count = 2;
    request.wantLatents = true;
    return request;
}

/// What makes the worker say a message of this type.
QString promptFor(const QString& type)
{
    if (type == QLatin1String("failed"))
        return QStringLiteral("oom at 2");
    return type == QLatin1String("pong") ? QStringLiteral("wait at 2") : QStringLiteral("a forest");
}

bool isAlive(pid_t pid)
{
    QFile file(QStringLiteral("/proc/%1/stat").arg(pid));
    return file.open(QIODevice::ReadOnly) && !file.readAll().contains(") Z ");
}

}  // namespace

class TstWorkerClient final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder.emplace(); }
    void cleanup() { QVERIFY(childProcesses().isEmpty()); }

    void makesPictures()
    {
        WorkerClient client(fakeEngine());
        ClientRun run(client);
        const auto request = requestFor("a forest");
        QVERIFY2(run.succeeds(request), qPrintable(run.words()));
        QCOMPARE(run.images().size(), std::size_t{2});
        for (int index = 0; index < 2; ++index) {
            const auto& image = run.images()[static_cast<std::size_t>(index)];
            QVERIFY(image.picture.pixels == FakeEnginePort::picture(request, index).picture.pixels);
            QCOMPARE(image.latents->values.back(), -7.0F);
        }
        QCOMPARE(run.progressCount(), 6);
        QCOMPARE(client.loadedModel()->model, QStringLiteral("model"));
    }

    void takesTheLargestPicture()
    {
        WorkerClient client(fakeEngine());
        ClientRun run(client);
        auto request = requestFor("a forest");
        request.width = request.height = 4096;
        QVERIFY2(run.succeeds(request), qPrintable(run.words()));
        QVERIFY(run.images()[1].picture.pixels == FakeEnginePort::picture(request, 1).picture.pixels);
    }

    void g06_explainsADeathAtEveryMessage_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("deed");
        QTest::addColumn<QString>("words");
        const std::pair<const char*, QString> deaths[] = {{"SIGKILL", kKilled}, {"SIGSEGV", kCrashed},
            {"SIGABRT", "the engine gave up on a fault inside itself (SIGABRT)"},
            {"exit", "the engine ended with exit code 7"}, {"leave", "the engine ended before its work was done"}};
        for (const char* type : {"ready", "loading", "loaded", "progress", "preview", "latents", "image", "done",
                 "failed", "stats", "pong"})
            for (const auto& [deed, words] : deaths)
                for (const char* when : {"before", "in the middle", "after"})
                    QTest::addRow("%s %s %s", deed, when, type)
                        << QString(type) << QStringLiteral("%1 %2").arg(deed, when) << words;
    }

    void g06_explainsADeathAtEveryMessage()
    {
        QFETCH(QString, type);
        QFETCH(QString, deed);
        QFETCH(QString, words);
        expectReplacement(fault(type, 1, deed), promptFor(type), words);
    }

    void g16_endsAWorkerThatSendsNonsense_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("deed");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* type, const char* deed, const char* words) {
            QTest::addRow("%s for %s", deed, type) << QString(type) << QString(deed) << kNonsense.arg(words);
        };
        const char* header = "a frame announces a header of more than 1 MiB";
        const char* payload = "a frame announces a payload that is no length of at most 512 MiB";
        for (const char* type :
            {"ready", "loading", "loaded", "progress", "image", "done", "failed", "stats", "pong"}) {
            row(type, "garbage", header);
            row(type, "oversized", header);
            row(type, "oversized payload", payload);
            row(type, "unknown type", "a message has an unknown type");
            row(type, "no type", "a message has no type");
        }
        row("preview", "wrong size", "a message \"preview\" has a payload of the wrong size");
        row("image", "wrong size", "a message \"image\" has a payload of the wrong size");
        row("pong", "wrong size", "a message \"pong\" has a payload of the wrong size");
        row("progress", "unknown job", "a message \"progress\" names a job that the engine does not have");
        row("done", "unknown job", "a message \"done\" names a job that the engine does not have");
        row("progress", "early end", "a message \"done\" came before all the pictures");
        row("latents", "nothing", "a message \"image\" came without its latents");
        row("ready", "twice", "\"ready\" came twice");
        row("loaded", "twice", "a message \"loaded\" names a job that the engine does not have");
        row("image", "twice", "a message \"image\" holds a picture that nobody wanted");
        row("done", "twice", "a message \"done\" names a job that the engine does not have");
        row("pong", "twice", "\"pong\" answers no \"ping\"");
        row("pong", "nothing", "\"pong\" answers no \"ping\"");
    }

    void g16_endsAWorkerThatSendsNonsense()
    {
        QFETCH(QString, type);
        QFETCH(QString, deed);
        QFETCH(QString, words);
        expectReplacement(fault(type, 1, deed), promptFor(type), words);
    }

    void g16_endsAWorkerThatIsSilent_data()
    {
        QTest::addColumn<QString>("type");
        for (const char* type : {"loading", "progress", "image", "pong"})
            QTest::newRow(type) << QString(type);
    }

    void g16_endsAWorkerThatIsSilent()
    {
        QFETCH(QString, type);
        auto options = fault(type, 1, "SIGSTOP in the middle");
        options.silenceMs = 1500;
        expectReplacement(options, promptFor(type), "the engine did not answer for 1.5 s and was ended");
    }

    void endsAWorkerThatDoesNotStart_data()
    {
        QTest::addColumn<QString>("deed");
        for (const char* deed : {"SIGSTOP in the middle", "nothing"})
            QTest::newRow(deed) << QString(deed);
    }

    void endsAWorkerThatDoesNotStart()
    {
        QFETCH(QString, deed);
        auto options = fault("ready", 1, deed);
        options.startMs = 3000;
        expectReplacement(options, "a forest", "the engine did not start within 3 s");
    }

    void saysThatTheProgramIsMissing()
    {
        auto options = fakeEngine();
        options.program = "/nowhere/reverie-engine";
        WorkerClient client(options);
        ClientRun run(client);
        QVERIFY(!run.succeeds(requestFor("a forest")));
        QCOMPARE(run.words(),
            QStringLiteral(
                "the engine program /nowhere/reverie-engine could not be started; build it, or install Reverie "
                "again."));
        QVERIFY(!client.isRunning());
    }

    void keepsThePicturesThatCameBeforeADeath()
    {
        WorkerClient client(fault("image", 2, "SIGKILL before"));
        ClientRun run(client);
        auto request = requestFor("a forest");
        request.width = request.height = 1024;
        QVERIFY(!run.succeeds(request));
        QCOMPARE(run.images().size(), std::size_t{1});
        QVERIFY(run.images()[0].picture.pixels == FakeEnginePort::picture(request, 0).picture.pixels);
    }

    void g01_passesFailuresOnAndGoesOn()
    {
        WorkerClient client(fakeEngine());
        ClientRun run(client);
        QVERIFY(!run.succeeds(requestFor("oom at 2")));
        QCOMPARE(run.words(),
            QStringLiteral("the picture needs 8 GB and 2 GB are free; choose a smaller size or batch, or "
                           "close other programs."));
        QCOMPARE(run.error()->freeBytes, std::uint64_t{2'000'000'000});
        QVERIFY(run.succeeds(requestFor("a forest")));
        QCOMPARE(run.ends().size(), std::size_t{0});
    }

    void g04_replacesAWorkerThatLostItsDevice()
    {
        WorkerClient client(fakeEngine());
        ClientRun run(client);
        QVERIFY(!run.succeeds(requestFor("lost at 2")));
        QCOMPARE(run.words(), QStringLiteral("the GPU went away; try again with the CPU (--device cpu)."));
        QCOMPARE(run.ends().size(), std::size_t{1});
        QVERIFY(!client.loadedModel().has_value());
        QVERIFY(run.succeeds(requestFor("a forest")));
    }

    void g12_cancelsAtEveryStep_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("prompt");
        for (int step = 1; step <= 3; ++step) {
            QTest::addRow("load %d", step) << QStringLiteral("wait at %1").arg(step) << QStringLiteral("a forest");
            QTest::addRow("run %d", step) << QStringLiteral("model") << QStringLiteral("wait at %1").arg(step);
        }
    }

    void g12_cancelsAtEveryStep()
    {
        QFETCH(QString, model);
        QFETCH(QString, prompt);
        WorkerClient client(fakeEngine());
        ClientRun run(client);
        QVERIFY(run.isCancelled(model, requestFor(prompt)));
        QVERIFY(run.images().empty());
        QVERIFY(run.succeeds(requestFor("a forest")));
        QCOMPARE(run.ends().size(), std::size_t{0});
    }

    void g07_endsByForceWhatDoesNotCancel()
    {
        auto options = fakeEngine();
        options.cancelMs = 200;
        WorkerClient client(options);
        ClientRun run(client);
        QVERIFY(run.isCancelled("model", requestFor("hang at 2")));
        QCOMPARE(run.ends().size(), std::size_t{1});
        QVERIFY(run.succeeds(requestFor("a forest")));
    }

    void whatWasToBeKeptCanStillBeCancelledByForce()
    {
        auto options = fakeEngine();
        options.cancelMs = 200;
        WorkerClient client(options);
        connect(&client, &WorkerClient::preview, &client, [&client](JobId job) { client.stop(job); });
        ClientRun run(client);
        QVERIFY(run.isCancelled("model", requestFor("hang at 2")));
        QVERIFY(run.images().empty());
        QCOMPARE(run.ends().size(), std::size_t{1});
    }

    void keepsTheStreamCleanWhateverLibrariesPrint()
    {
        WorkerClient client(fakeEngine());
        ClientRun run(client);
        QSignalSpy log(&client, &WorkerClient::logged);
        QVERIFY2(run.succeeds(requestFor("print at 2")), qPrintable(run.words()));
        QTRY_VERIFY(!log.isEmpty());
        QCOMPARE(log[0][0].toString(), QStringLiteral("noise of a library"));
    }

    void endsTheWorkerWhenAsked()
    {
        WorkerClient client(fakeEngine());
        ClientRun run(client);
        QVERIFY(run.succeeds(requestFor("a forest")));
        client.quit();
        QVERIFY(!client.isRunning());
        QTRY_VERIFY(childProcesses().isEmpty());
        QVERIFY(run.succeeds(requestFor("a forest")));
    }

    void endsByForceWhatDoesNotQuit()
    {
        auto options = fakeEngine();
        options.quitMs = 100;
        WorkerClient client(options);
        ClientRun run(client);
        QVERIFY(run.isQuit(requestFor("hang at 1")));
        QTRY_VERIFY(childProcesses().isEmpty());
    }

    void theWorkerDiesWithItsParent()
    {
        const QString fifo = m_folder->filePath("input");
        QCOMPARE(::mkfifo(qPrintable(fifo), 0600), 0);
        QFile held(fifo);
        QVERIFY(held.open(QIODevice::ReadWrite | QIODevice::Unbuffered));  // so that its input never ends
        QProcess shell;
        shell.start("/bin/sh", {"-c", "\"$0\" <\"$1\" & echo $!; wait", fakeEngine().program, fifo});
        QVERIFY(shell.waitForReadyRead());
        const pid_t worker = shell.readLine().trimmed().toInt();
        const auto hello = encodeHead(toFrame(message::Hello{}).header, 0);
        held.write(*hello);
        QVERIFY(shell.waitForReadyRead());  // it answers, so it has set itself up
        QVERIFY(isAlive(worker));
        shell.kill();
        QVERIFY(shell.waitForFinished());
        QTRY_VERIFY(!isAlive(worker));
    }

private:
    /// A fake engine that spoils the n-th message of this type, once.
    WorkerOptions fault(const QString& type, int number, const QString& deed)
    {
        return fakeEngine({type, QString::number(number), deed, m_folder->filePath("spent")});
    }

    /// The worker ends with these words, every job gets exactly one end, and the next job works.
    void expectReplacement(const WorkerOptions& options, const QString& prompt, const QString& words)
    {
        WorkerClient client(options);
        ClientRun run(client);
        run.endsSomehow(requestFor(prompt));
        QCOMPARE(run.ends().size(), std::size_t{1});
        QCOMPARE(run.ends()[0].detail, words);
        QVERIFY(!run.hasJobWithTwoEnds());
        QVERIFY2(run.succeeds(requestFor("a forest")), qPrintable(run.words()));
        QCOMPARE(run.images().size(), std::size_t{2});
    }

    std::optional<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TstWorkerClient)
#include "tst_worker_client.moc"
