#include "app/desktop/desktop_signs.h"
#include "core/settings/settings.h"
#include "tests/support/private_bus.h"
#include "tests/support/queue_life.h"

#include <QDBusContext>
#include <QDBusMessage>
#include <QDBusVariant>
#include <QUrl>

using namespace reverie;
using app::DesktopSigns;
using queue::JobKey;
using queue::JobState;
using queue::Life;
using test::PlayedService;

namespace {

struct Note {
    uint replaces = 0;
    QString title;
    QString words;
    QStringList actions;
    QVariantMap hints;
};

}  // namespace

/// The desktop's server of notifications, as the test wants it.
class PlayedNotifications final : public QObject, protected QDBusContext {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

public:
    std::vector<Note> notes;
    QStringList capabilities{"actions", "body", "body-markup"};
    bool isSilent = false;  // answers later, by `answerAll`

    PlayedNotifications() : m_service("org.freedesktop.Notifications", "/org/freedesktop/Notifications", *this) { }

    void answerAll() { m_service.sendKept(); }

    void press(uint id)
    {
        QDBusMessage signal = QDBusMessage::createSignal(
            "/org/freedesktop/Notifications", "org.freedesktop.Notifications", "ActionInvoked");
        signal << id << QString("default");
        m_service.bus().send(signal);
    }

public Q_SLOTS:
    QStringList GetCapabilities() { return capabilities; }

    uint Notify(const QString&, uint replaces, const QString&, const QString& title, const QString& words,
        const QStringList& actions, const QVariantMap& hints, int)
    {
        notes.push_back({replaces, title, words, actions, hints});
        const uint id = replaces != 0 ? replaces : kFirst;
        if (isSilent) {
            setDelayedReply(true);
            m_service.keep(message().createReply(id));
        }
        return id;
    }

public:
    static constexpr uint kFirst = 7;

private:
    PlayedService m_service;
};

/// A desktop whose launcher shows progress.
class PlayedLauncher final : public QObject {
    Q_OBJECT

public:
    struct Update {
        QString program;
        double share;
        bool isShown;
    };
    std::vector<Update> updates;

    PlayedLauncher() : m_service("test.launcher", "/test", *this)
    {
        m_service.bus().connect(
            {}, {}, "com.canonical.Unity.LauncherEntry", "Update", this, SLOT(onUpdate(QString, QVariantMap)));
    }

private Q_SLOTS:
    void onUpdate(const QString& program, const QVariantMap& facts)
    {
        updates.push_back({program, facts["progress"].toDouble(), facts["progress-visible"].toBool()});
    }

private:
    PlayedService m_service;
};

namespace {

/// A queue, the settings and the desktop's signs of them, over a folder of their own.
class SignsRun final {
    const QTemporaryDir m_folder;

public:
    Life life{m_folder};
    settings::Settings settings{QString()};
    bool isInFront = false;
    DesktopSigns signs{life.queue, settings, [this] { return isInFront; }};

    SignsRun() { signs.listen(); }

    /// Runs a job to its end.
    [[nodiscard]] const queue::QueueJob* run(const QString& prompt, JobState end = JobState::Done, int count = 1)
    {
        const JobKey key = life.queue.enqueue(Life::request(prompt, count));
        return life.ends(key, end) ? life.queue.find(key) : nullptr;
    }
};

}  // namespace

/// What the desktop is told over D-Bus, with the test in the place of the desktop.
class TstDesktopSigns final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsOfAFinishedJobOnceWithItsPicture()
    {
        PlayedNotifications server;
        SignsRun run;
        const queue::QueueJob* job = run.run("red <b> forest", JobState::Done, 3);
        QVERIFY(job != nullptr);
        QTRY_COMPARE(server.notes.size(), std::size_t(1));
        const Note note = server.notes[0];
        QVERIFY2(note.title.startsWith("3 picture"), qPrintable(note.title));
        QCOMPARE(note.words, QString("red &lt;b&gt; forest"));
        QCOMPARE(note.actions.value(0), QString("default"));
        QCOMPARE(note.hints["desktop-entry"].toString(), QString("reverie"));
        const QString picture = QUrl(note.hints["image-path"].toString()).toLocalFile();
        QVERIFY2(job->paths().contains(picture) && QFileInfo::exists(picture), qPrintable(picture));
        QVERIFY(run.run("last") != nullptr);
        QTRY_COMPARE(server.notes.back().words, QString("last"));
        QCOMPARE(server.notes.size(), std::size_t(2));
    }

    void tellsWhyAJobFailed()
    {
        PlayedNotifications server;
        SignsRun run;
        QVERIFY(run.run("oom at 2", JobState::Failed) != nullptr);
        QTRY_COMPARE(server.notes.size(), std::size_t(1));
        QVERIFY2(server.notes[0].words.contains("8 GB"), qPrintable(server.notes[0].words));
        QVERIFY(!server.notes[0].hints.contains("image-path"));
    }

    void wantsTheWindowWhenItIsPressed()
    {
        PlayedNotifications server;
        SignsRun run;
        QSignalSpy wanted(&run.signs, &DesktopSigns::windowWanted);
        QVERIFY(run.run("one") != nullptr);
        QTRY_COMPARE(server.notes.size(), std::size_t(1));
        QVERIFY(run.run("two") != nullptr);
        QTRY_COMPARE(server.notes.size(), std::size_t(2));
        QCOMPARE(server.notes[1].replaces, PlayedNotifications::kFirst);
        server.press(PlayedNotifications::kFirst + 1);  // another program's
        server.press(PlayedNotifications::kFirst);
        QVERIFY(wanted.wait());
        QTest::qWait(100);
        QCOMPARE(wanted.size(), 1);
    }

    void saysNothingInFrontNorWhereItIsNotWanted()
    {
        PlayedNotifications server;
        SignsRun run;
        run.isInFront = true;
        QVERIFY(run.run("seen") != nullptr);
        run.isInFront = false;
        QVERIFY(run.settings.set(settings::key::kNotify, false).has_value());
        QVERIFY(run.run("unwanted") != nullptr);
        QVERIFY(run.settings.set(settings::key::kNotify, true).has_value());
        const JobKey cancelled = run.life.queue.enqueue(Life::request("wait at 2"));
        QVERIFY(run.life.begins(cancelled));
        run.life.queue.cancel(cancelled);
        QVERIFY(run.life.ends(cancelled, JobState::Cancelled));
        QVERIFY(run.run("wanted") != nullptr);
        QTRY_VERIFY(!server.notes.empty());
        QCOMPARE(server.notes[0].words, QString("wanted"));
    }

    void aServerWithoutActionsAndMarkupGetsNeither()
    {
        PlayedNotifications server;
        server.capabilities = QStringList{"body"};
        SignsRun run;
        QVERIFY(run.run("red <b> forest") != nullptr);
        QTRY_COMPARE(server.notes.size(), std::size_t(1));
        QVERIFY(server.notes[0].actions.isEmpty());
        QCOMPARE(server.notes[0].words, QString("red <b> forest"));
    }

    /// Whoever waited for the first answer would never take it: it comes after two more jobs.
    void aServerThatDoesNotAnswerHoldsNothingUp()
    {
        PlayedNotifications server;
        server.isSilent = true;
        SignsRun run;
        QVERIFY(run.run("one") != nullptr && run.run("two") != nullptr);
        QTRY_COMPARE(server.notes.size(), std::size_t(2));
        QCOMPARE(server.notes[1].replaces, 0u);
        server.answerAll();
        QVERIFY(run.run("three") != nullptr);
        QTRY_COMPARE(server.notes.size(), std::size_t(3));
        QCOMPARE(server.notes[2].replaces, PlayedNotifications::kFirst);
    }

    void goesOnWhereNoServerIs()
    {
        SignsRun run;
        QVERIFY(run.run("one") != nullptr);
        PlayedNotifications server;
        QVERIFY(run.run("two") != nullptr);
        QTRY_VERIFY(!server.notes.empty());
        QCOMPARE(server.notes.back().words, QString("two"));
    }

    void showsTheProgressOfTheWholeJobAndTakesItAway()
    {
        PlayedLauncher launcher;
        SignsRun run;
        QVERIFY(run.run("a", JobState::Done, 2) != nullptr);
        QTRY_VERIFY(!launcher.updates.empty() && !launcher.updates.back().isShown);
        double before = 0;
        for (std::size_t i = 0; i + 1 < launcher.updates.size(); ++i) {
            const PlayedLauncher::Update& each = launcher.updates[i];
            QCOMPARE(each.program, QString("application://reverie.desktop"));
            QVERIFY(each.isShown && each.share > before && each.share <= 1);
            before = each.share;
        }
        QCOMPARE(before, 1.0);
        launcher.updates.clear();
        QVERIFY(run.run("oom at 2", JobState::Failed) != nullptr);
        QTRY_VERIFY(!launcher.updates.empty() && !launcher.updates.back().isShown);
    }

    void aJobThatWaitsAgainTakesNoProgressAway()
    {
        PlayedLauncher launcher;
        SignsRun run;
        const queue::QueueJob* failed = run.run("oom at 2", JobState::Failed);
        QVERIFY(failed != nullptr);
        QTRY_VERIFY(!launcher.updates.empty() && !launcher.updates.back().isShown);
        launcher.updates.clear();
        const JobKey key = failed->key;
        const JobKey runs = run.life.queue.enqueue(Life::request("wait at 2"));
        QVERIFY(run.life.begins(runs));
        QTRY_COMPARE(launcher.updates.size(), std::size_t(2));
        run.life.queue.retry(key);
        run.life.queue.cancel(key);
        QTest::qWait(100);
        QCOMPARE(launcher.updates.size(), std::size_t(2));
        run.life.queue.cancel(runs);
        QVERIFY(run.life.ends(runs, JobState::Cancelled));
        QTRY_COMPARE(launcher.updates.size(), std::size_t(3));
        QVERIFY(!launcher.updates.back().isShown);
    }
};

int main(int argc, char** argv)
{
    return test::runOnPrivateBus<QCoreApplication, TstDesktopSigns>(argc, argv);
}
#include "tst_desktop_signs.moc"
