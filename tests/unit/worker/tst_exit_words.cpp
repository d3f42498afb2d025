#include "core/worker/exit_words.h"

#include <QtTest>

#include <csignal>

using namespace reverie;
using namespace reverie::worker;

class TstExitWords final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void f16_saysWhatHappenedAndWhatToDo_data()
    {
        QTest::addColumn<bool>("bySignal");
        QTest::addColumn<int>("number");
        QTest::addColumn<QString>("words");
        const QString again = "; try again; the engine is started anew.";
        QTest::newRow("SIGKILL") << true << SIGKILL
                                 << "the engine was ended by the system (SIGKILL), most likely because memory ran out; "
                                    "choose a smaller size or batch, or close other programs.";
        QTest::newRow("SIGSEGV") << true << SIGSEGV
                                 << "the engine crashed (SIGSEGV, a forbidden memory access)" + again;
        QTest::newRow("SIGTERM") << true << SIGTERM << "the engine was ended by another program (SIGTERM)" + again;
        QTest::newRow("SIGILL") << true << SIGILL
                                << "the engine used an instruction that this processor lacks (SIGILL); please report "
                                   "this with the log.";
        QTest::newRow("SIGUSR1") << true << SIGUSR1 << "the engine was ended by signal 10" + again;
        QTest::newRow("exit 0") << false << 0 << "the engine ended before its work was done" + again;
        QTest::newRow("exit 7") << false << 7 << "the engine ended with exit code 7, saying \"oh no\"" + again;
        QTest::newRow("exit 127")
            << false << 127
            << "the engine could not run, saying \"oh no\"; run packaging/setup or install Reverie "
               "again.";
    }

    void f16_saysWhatHappenedAndWhatToDo()
    {
        QFETCH(bool, bySignal);
        QFETCH(int, number);
        const Error error = explainExit({bySignal, number, "oh no"});
        QCOMPARE(error.code, ErrorCode::WorkerDied);
        QTEST(sentence(error), "words");
    }

    void f16_namesTheLibraryThatIsMissing()
    {
        const Error error = explainExit({false, 127,
            "reverie-engine: error while loading shared libraries: libtorch_cpu.so: cannot open shared object file: No "
            "such file or directory"});
        QCOMPARE(sentence(error),
            QString("the engine could not run, because its library libtorch_cpu.so is missing; run packaging/setup or "
                    "install Reverie again."));
    }

    void cutsLongLastWords() { QVERIFY(explainExit({false, 1, QString(100'000, 'x')}).detail.size() < 300); }
};

QTEST_APPLESS_MAIN(TstExitWords)
#include "tst_exit_words.moc"
