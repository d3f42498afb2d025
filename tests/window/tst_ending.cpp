#include "tests/support/window_run.h"
#include "ui/main_window/notice_card.h"

#include <QProcess>

#include <csignal>
#include <optional>

using namespace reverie;
using test::WindowRun;

namespace {

constexpr int kPatienceMs = 60'000;

/// The engines among the processes that `parent` has started.
QVector<pid_t> enginesOf(qint64 parent)
{
    QVector<pid_t> engines;
    const QDir tasks(QStringLiteral("/proc/%1/task").arg(parent));
    for (const QString& task : tasks.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile file(tasks.filePath(task + "/children"));
        if (file.open(QIODevice::ReadOnly))
            for (const QByteArray& pid : file.readAll().simplified().split(' '))
                if (!pid.isEmpty())
                    engines << pid.toInt();
    }
    return engines;
}

bool isGone(pid_t process)
{
    return !QFileInfo::exists(QStringLiteral("/proc/%1").arg(process));
}

/// The real program in a process of its own, with a job that it makes.
class Program final {
public:
    Program(const QString& folder, const QString& commands, const QString& engine = {})
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("QT_PLUGIN_PATH", REVERIE_BINARY_DIR "/../tests/support/plugins");
        environment.insert("QT_QPA_GENERIC_PLUGINS", "window-driver:" + commands);
        if (!engine.isEmpty())
            environment.insert("REVERIE_ENGINE_BINARY", engine);
        process.setProcessEnvironment(environment);
        process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        process.start(REVERIE_BINARY_DIR "/reverie", {"--data-dir", folder});
    }

    ~Program()
    {
        process.kill();
        process.waitForFinished();
    }

    /// Until a picture forms.
    bool isMaking()
    {
        const bool isMoving =
            QTest::qWaitFor([&] { return (m_said += process.readAllStandardOutput()).contains("steps"); }, kPatienceMs);
        engines = enginesOf(process.processId());
        return isMoving && !engines.isEmpty();
    }

    /// Its exit code; nothing when it does not end or is killed.
    std::optional<int> code()
    {
        const bool isOver = QTest::qWaitFor([&] { return process.state() == QProcess::NotRunning; }, kPatienceMs);
        return isOver && process.exitStatus() == QProcess::NormalExit ? std::optional(process.exitCode())
                                                                      : std::nullopt;
    }

    QProcess process;
    QVector<pid_t> engines;

private:
    QByteArray m_said;
};

/// A session in `folder` whose form asks for this.
bool leaveForm(const QString& folder, const QString& prompt)
{
    const QString file = Paths::forProcess(folder).data() + "/session.json";
    QDir().mkpath(QFileInfo(file).path());
    QFile session(file);
    return session.open(QIODevice::WriteOnly) &&
        session.write(QString(R"({"version": 1, "request": {"prompt": "%1", "steps": 1000}})").arg(prompt).toUtf8()) >
        0;
}

}  // namespace

/// The real program ends in order, whoever ends it and whatever it is doing.
class TstEnding final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void f17_g13_parksWhatRunsWhenTheSessionEnds_data()
    {
        QTest::addColumn<int>("signal");
        QTest::addColumn<QString>("engine");
        QTest::addRow("log-out") << SIGTERM << QString();
        QTest::addRow("the terminal goes") << SIGHUP << QString();
        QTest::addRow("Ctrl+C") << SIGINT << QString();
        QTest::addRow("the window is closed") << 0 << QString();
        QTest::addRow("an engine that hangs") << SIGTERM << REVERIE_BINARY_DIR "/../tests/support/fake-engine";
    }

    void f17_g13_parksWhatRunsWhenTheSessionEnds()
    {
        QFETCH(int, signal);
        QFETCH(QString, engine);
        const QTemporaryDir folder;
        const QString prompt = engine.isEmpty() ? "red forest" : "hang at 2";
        QVERIFY(leaveForm(folder.path(), prompt));
        Program program(folder.path(), signal == 0 ? "generate+quit" : "generate", engine);
        QVERIFY(program.isMaking());
        QElapsedTimer clock;
        clock.start();
        if (signal != 0)
            ::kill(static_cast<pid_t>(program.process.processId()), signal);
        QCOMPARE(program.code(), std::optional(0));
        const qint64 ended = clock.elapsed();
        for (const pid_t each : program.engines)
            QTRY_VERIFY_WITH_TIMEOUT(isGone(each), kPatienceMs);
        qInfo("ended after %lld ms, its engine after %lld ms", ended, clock.elapsed());

        WindowRun next(folder.path());
        QCOMPARE(next.queue().interrupted(), 1);
        QCOMPARE(next.queue().jobs()[0].request.prompt, prompt);
        QTRY_VERIFY(next.find<ui::NoticeCard>() != nullptr);
        QCOMPARE(next.compose().form().request.prompt, prompt);
        QCOMPARE(next.compose().form().request.steps, std::optional(1000));
    }

    void severalSignalsAreOneWish()
    {
        const QTemporaryDir folder;
        QVERIFY(leaveForm(folder.path(), "red forest"));
        Program program(folder.path(), "generate");
        QVERIFY(program.isMaking());
        for (const int signal : {SIGTERM, SIGHUP, SIGTERM})
            ::kill(static_cast<pid_t>(program.process.processId()), signal);
        QCOMPARE(program.code(), std::optional(0));
    }

    void f17_whatWasChangedLastIsKept()
    {
        const QTemporaryDir folder;
        {
            WindowRun run(folder.path());
            test::ask(run, "the last words", 9);
            run.window().close();
        }
        const WindowRun next(folder.path());
        QCOMPARE(next.compose().form().request.prompt, QString("the last words"));
    }
};

QTEST_MAIN(TstEnding)
#include "tst_ending.moc"
