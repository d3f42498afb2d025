#include "tests/support/window_program.h"
#include "tests/support/window_run.h"
#include "ui/main_window/notice_card.h"

using namespace reverie;
using test::leaveForm;
using test::WindowProgram;
using test::WindowRun;

namespace {

constexpr int kPatienceMs = WindowProgram::kPatienceMs;

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
        QMap<QString, QString> variables;
        if (!engine.isEmpty())
            variables.insert("REVERIE_ENGINE_BINARY", engine);
        WindowProgram program({folder.path(), signal == 0 ? "generate+quit" : "generate", variables});
        QVERIFY(program.isMaking());
        QElapsedTimer clock;
        clock.start();
        if (signal != 0)
            program.send(signal);
        QCOMPARE(program.code(), std::optional(0));
        const qint64 ended = clock.elapsed();
        for (const pid_t each : program.engines)
            QTRY_VERIFY_WITH_TIMEOUT(test::isGone(each), kPatienceMs);
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
        WindowProgram program({folder.path(), "generate"});
        QVERIFY(program.isMaking());
        for (const int signal : {SIGTERM, SIGHUP, SIGTERM})
            program.send(signal);
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
