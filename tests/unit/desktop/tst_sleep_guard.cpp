#include "app/desktop/sleep_guard.h"
#include "core/io/fault_points.h"
#include "core/settings/settings.h"
#include "tests/support/private_bus.h"
#include "tests/support/queue_life.h"

#include <QDBusContext>
#include <QDBusMessage>

#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

using namespace reverie;
using app::SleepGuard;
using queue::JobKey;
using queue::JobState;
using queue::Life;
using test::PlayedService;

/// systemd-logind, as the test wants it: each lock is the end of a pipe, whose other end tells when it is given back.
class PlayedLogin final : public QObject, protected QDBusContext {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.login1.Manager")

public:
    QStringList asked;
    bool isSilent = false;  // answers later, by `answerAll`
    bool isRefusing = false;

    PlayedLogin() : m_service("org.freedesktop.login1", "/org/freedesktop/login1", *this) { }
    ~PlayedLogin() override
    {
        for (const int end : m_ends)
            ::close(end);
    }

    /// Locks that were handed out and not given back.
    [[nodiscard]] int held() const
    {
        return static_cast<int>(std::count_if(m_ends.begin(), m_ends.end(), [](int end) {
            pollfd each{end, POLLIN, 0};
            return ::poll(&each, 1, 0) == 0;
        }));
    }

    void answerAll() { m_service.sendKept(); }

public Q_SLOTS:
    QDBusUnixFileDescriptor Inhibit(const QString& what, const QString& who, const QString& why, const QString& mode)
    {
        asked << QStringList{what, who, why, mode}.join('|');
        if (isRefusing) {
            sendErrorReply(QDBusError::AccessDenied, "no");
            return {};
        }
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0)
            return {};
        m_ends.push_back(ends[0]);
        QDBusUnixFileDescriptor lock;
        lock.giveFileDescriptor(ends[1]);
        if (isSilent) {
            setDelayedReply(true);
            m_service.keep(message().createReply(QVariant::fromValue(lock)));
        }
        return lock;
    }

private:
    PlayedService m_service;
    std::vector<int> m_ends;
};

namespace {

class GuardRun final {
    const QTemporaryDir m_folder;

public:
    Life life{m_folder};
    settings::Settings settings{QString()};
    SleepGuard guard{life.queue, settings};

    /// Starts a job that runs until it is cancelled.
    [[nodiscard]] JobKey start()
    {
        const JobKey key = life.queue.enqueue(Life::request("wait at 2"));
        return life.begins(key) ? key : 0;
    }

    [[nodiscard]] bool cancel(JobKey key)
    {
        life.queue.cancel(key);
        return life.ends(key, JobState::Cancelled);
    }
};

}  // namespace

/// That the computer stays awake while a job runs, and only then, with the test in the place of systemd-logind.
class TstSleepGuard final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void holdsALockWhileAJobRuns()
    {
        PlayedLogin login;
        GuardRun run;
        const JobKey key = run.start();
        QVERIFY(key != 0);
        QTRY_VERIFY(run.guard.isHeld());
        QCOMPARE(login.held(), 1);
        QVERIFY2(login.asked[0].startsWith("sleep:idle|Reverie|"), qPrintable(login.asked[0]));
        QVERIFY(login.asked[0].endsWith("|block"));
        QVERIFY(run.cancel(key));
        QTRY_COMPARE(login.held(), 0);
        QVERIFY(!run.guard.isHeld());
        QCOMPARE(login.asked.size(), 1);
    }

    void followsTheSetting()
    {
        PlayedLogin login;
        GuardRun run;
        QVERIFY(run.settings.set(settings::key::kInhibitSleep, false).has_value());
        const JobKey key = run.start();
        QVERIFY(key != 0);
        QVERIFY(login.asked.isEmpty());
        QVERIFY(run.settings.set(settings::key::kInhibitSleep, true).has_value());
        QTRY_COMPARE(login.held(), 1);
        QVERIFY(run.settings.set(settings::key::kInhibitSleep, false).has_value());
        QTRY_COMPARE(login.held(), 0);
        QVERIFY(run.cancel(key));
    }

    void letsTheComputerSleepWhileTheJobWaitsForAPerson()
    {
        PlayedLogin login;
        GuardRun run;
        QSignalSpy paused(&run.life.queue, &queue::Dispatcher::paused);
        std::optional<io::FaultPlan> full;
        connect(&run.life.queue, &queue::Dispatcher::resolved, &run.life.queue, [&] {
            if (!full)
                full.emplace(1, ENOSPC, true);
        });
        run.life.queue.enqueue(Life::request("a"));
        QVERIFY(paused.wait(queue::kPatienceMs));
        QVERIFY(run.life.queue.running() && run.life.queue.unsaved() == 1);
        QVERIFY(!login.asked.isEmpty());
        QTRY_COMPARE(login.held(), 0);
        QVERIFY(!run.guard.isHeld());
    }

    /// Whoever waited for the answer would hold it, or never begin.
    void anAnswerThatComesTooLateIsGivenBack()
    {
        PlayedLogin login;
        login.isSilent = true;
        GuardRun run;
        const JobKey key = run.start();
        QVERIFY(key != 0);
        QTRY_COMPARE(login.asked.size(), 1);
        QVERIFY(run.cancel(key));
        QVERIFY(!run.guard.isHeld());
        QCOMPARE(login.held(), 1);
        login.answerAll();
        QTRY_COMPARE(login.held(), 0);
        QVERIFY(!run.guard.isHeld());
    }

    void runsOnWhereItIsRefusedOrNobodyIsThere()
    {
        {
            GuardRun run;
            const JobKey key = run.start();
            QVERIFY(key != 0);
            QVERIFY(run.cancel(key));
        }
        PlayedLogin login;
        login.isRefusing = true;
        GuardRun run;
        const JobKey key = run.start();
        QVERIFY(key != 0);
        QTRY_COMPARE(login.asked.size(), 1);
        QVERIFY(run.cancel(key));
        QVERIFY(!run.guard.isHeld());
        login.isRefusing = false;
        QVERIFY(run.start() != 0);
        QTRY_COMPARE(login.held(), 1);
    }
};

int main(int argc, char** argv)
{
    return test::runOnPrivateBus<QCoreApplication, TstSleepGuard>(argc, argv);
}
#include "tst_sleep_guard.moc"
