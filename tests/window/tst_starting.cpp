#include "app/desktop/entrance.h"
#include "app/desktop/entrance_card.h"
#include "tests/support/window_program.h"
#include "tests/support/window_run.h"

#include <QSignalSpy>
#include <QSysInfo>

using namespace reverie;
using app::Entrance;
using test::button;
using test::plant;
using test::WindowProgram;
using test::WindowRun;

namespace {

app::EntranceCard* shownCard()
{
    for (QWidget* each : QApplication::topLevelWidgets())
        if (auto* card = qobject_cast<app::EntranceCard*>(each); card != nullptr && card->isVisible())
            return card;
    return nullptr;
}

/// One start, up to where it is decided.
struct Start {
    explicit Start(const QString& folder, const QStringList& files = {})
        : entrance(Paths::forProcess(folder), files), entered(&entrance, &Entrance::entered),
          left(&entrance, &Entrance::left)
    {
        entrance.begin();
    }

    Entrance entrance;
    QSignalSpy entered;
    QSignalSpy left;
};

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace

/// Rows F07 to F11: who may use the data, and what a start does that may not.
class TstStarting final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void f07_aSecondStartRaisesTheFirstAndEnds()
    {
        const QTemporaryDir folder;
        WindowProgram first({folder.path()});
        QVERIFY(first.isUp());
        WindowProgram second({folder.path(), {}, {}, {REVERIE_TEST_DATA "/../../docs/pictures/window-dark.jpg"}});
        QCOMPARE(second.code(), std::optional(0));
        QCOMPARE(first.process.state(), QProcess::Running);
    }

    void f08_f09_whatALockFileSaysHindersNoStart_data()
    {
        QTest::addColumn<QByteArray>("content");
        const QByteArray here = QSysInfo::machineHostName().toUtf8();
        QTest::newRow("a dead process") << "process 999999999 on " + here + '\n';
        QTest::newRow("another program's process") << "process 1 on " + here + '\n';
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("garbage") << QByteArray("\x00\xff\x13 process", 12);
    }

    void f08_f09_whatALockFileSaysHindersNoStart()
    {
        QFETCH(QByteArray, content);
        const QTemporaryDir folder;
        QVERIFY(plant(Paths::forProcess(folder.path()).data() + "/window.lock", content));
        const Start start(folder.path());
        QCOMPARE(start.entered.size(), 1);
        QVERIFY(shownCard() == nullptr);
    }

    void f08_whatAKilledWindowLeavesHindersNoStart()
    {
        const QTemporaryDir folder;
        {
            WindowProgram first({folder.path()});
            QVERIFY(first.isUp());
            first.send(SIGKILL);
            QVERIFY(!first.code());
        }
        const Start start(folder.path());
        QCOMPARE(start.entered.size(), 1);
        const Start second(folder.path());  // its lock and its socket are in order
        QVERIFY(second.entered.isEmpty());
    }

    void f10_aWindowOfAnotherComputerIsAskedAbout()
    {
        const QTemporaryDir folder;
        const QString data = Paths::forProcess(folder.path()).data();
        const QByteArray theirs = "process 5 on another-computer\n";
        QVERIFY(plant(data + "/window.lock", theirs));
        {
            const Start start(folder.path());
            QVERIFY(start.entered.isEmpty() && start.left.isEmpty());
            QVERIFY(shownCard() != nullptr);
            QVERIFY(shownCard()->question().contains("process 5 on another-computer"));
            QCOMPARE(QDir(data).entryList(QDir::Files | QDir::Hidden), QStringList("window.lock"));
            button(*shownCard(), "Do not start")->click();
            QCOMPARE(start.left.size(), 1);
        }
        {
            const Start start(folder.path());
            QTest::keyClick(shownCard(), Qt::Key_Escape);
            QCOMPARE(start.left.size(), 1);
        }
        QCOMPARE(contentOf(data + "/window.lock"), theirs);
        const Start start(folder.path());
        button(*shownCard(), "It has ended, go on")->click();
        QCOMPARE(start.entered.size(), 1);
        QVERIFY(!contentOf(data + "/window.lock").contains("another-computer"));
    }

    void f11_aWindowThatHangsIsWaitedForWhereAPersonSaysSo()
    {
        const QTemporaryDir folder;
        WindowProgram first({folder.path()});
        QVERIFY(first.isUp());
        first.send(SIGSTOP);
        const Start start(folder.path());
        QVERIFY(start.entered.isEmpty() && start.left.isEmpty());
        QVERIFY(shownCard() != nullptr);
        button(*shownCard(), "Wait")->click();
        QVERIFY(!button(*shownCard(), "Wait")->isVisible());
        QTest::qWait(1500);
        QVERIFY(start.left.isEmpty());
        first.send(SIGCONT);
        QTRY_COMPARE_WITH_TIMEOUT(start.left.size(), 1, 20'000);
        QCOMPARE(start.left[0][0].toInt(), 0);
        QVERIFY(start.entered.isEmpty());
    }

    void f11_whenTheOneThatHungEndsTheNextTakesItsPlace()
    {
        const QTemporaryDir folder;
        WindowProgram first({folder.path()});
        QVERIFY(first.isUp());
        first.send(SIGSTOP);
        const Start start(folder.path());
        button(*shownCard(), "Wait")->click();
        first.send(SIGKILL);
        QTRY_COMPARE_WITH_TIMEOUT(start.entered.size(), 1, 20'000);
        QCOMPARE(start.entrance.paths().data(), Paths::forProcess(folder.path()).data());
    }

    void f11_aWindowBesideOneThatHangsHasDataOfItsOwn()
    {
        const QTemporaryDir folder;
        const QString data = Paths::forProcess(folder.path()).data();
        WindowProgram first({folder.path()});
        QVERIFY(first.isUp());
        first.send(SIGSTOP);
        const Start start(folder.path());
        button(*shownCard(), "Open with data of its own")->click();
        QCOMPARE(start.entered.size(), 1);
        QVERIFY(start.entrance.paths().data().startsWith(data + "/separate"));
        QVERIFY(start.entrance.paths().pictures().startsWith(data + "/separate"));
        QVERIFY(start.entrance.instance().isFirst());
        first.send(SIGCONT);
        first.send(SIGTERM);
        QCOMPARE(first.code(), std::optional(0));
    }

    void f11_theProgramItselfAsksInsteadOfWaitingForEver()
    {
        const QTemporaryDir folder;
        WindowProgram first({folder.path()});
        QVERIFY(first.isUp());
        first.send(SIGSTOP);
        const QString log = folder.filePath("log");
        WindowProgram second({folder.path(), {}, {}, {}, log});
        QTRY_VERIFY_WITH_TIMEOUT(contentOf(log).contains("it does not answer"), 20'000);
        QVERIFY2(contentOf(log).contains("process " + QByteArray::number(first.process.processId())), contentOf(log));
        second.send(SIGTERM);
        QCOMPARE(second.code(), std::optional(0));
    }
};

QTEST_MAIN(TstStarting)
#include "tst_starting.moc"
