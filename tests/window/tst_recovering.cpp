#include "core/settings/settings.h"
#include "tests/support/window_program.h"
#include "tests/support/window_run.h"
#include "ui/main_window/notice_card.h"
#include "ui/main_window/toast.h"

#include <QLabel>

using namespace reverie;
using test::button;
using test::childrenOf;
using test::plant;
using test::WindowProgram;
using test::WindowRun;

namespace {

/// Everything that stands on the notice.
QString noticed(const WindowRun& run)
{
    QStringList all;
    if (const auto* notice = qobject_cast<ui::NoticeCard*>(run.viewer().headCard()))
        for (const QLabel* each : notice->findChildren<QLabel*>())
            all << each->text();
    return all.join('\n');
}

QString dataOf(const QTemporaryDir& folder)
{
    return Paths::forProcess(folder.path()).data();
}

/// Two jobs that a window in `folder` has not made.
void leaveJobs(const QTemporaryDir& folder, const QByteArray& settings = "{}")
{
    QVERIFY(plant(dataOf(folder) + "/settings.json", R"({"version": 1, "values": )" + settings + '}'));
    WindowRun run(folder.path());
    run.command("pause");
    request::GenerationRequest request;
    request.steps = 3;
    for (const char* prompt : {"red forest", "blue sea"}) {
        request.prompt = prompt;
        run.queue().enqueue(request);
    }
    QTest::qWait(300);
}

/// A file that a write left which was killed an hour ago.
QString leavePart(const QString& folder)
{
    const QString part = folder + "/.reverie-1f.part";
    if (!plant(part, "half a picture"))
        return {};
    QFile file(part);
    const bool isOld = file.open(QIODevice::ReadWrite) &&
        file.setFileTime(QDateTime::currentDateTimeUtc().addSecs(-3600), QFileDevice::FileModificationTime);
    return isOld ? part : QString();
}

}  // namespace

/// Row F12: what a window that was ended by force leaves, and how the next one starts. And F06: where nothing can be
/// written.
class TstRecovering final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QApplication::installTranslator(&m_plurals); }

    void f12_theCardNamesWhatACrashLeft()
    {
        const QTemporaryDir folder;
        leaveJobs(folder);
        QVERIFY(plant(dataOf(folder) + "/start", "up"));
        const QString part = leavePart(folder.filePath("pictures/2026-11-28"));
        QVERIFY(!part.isEmpty());
        WindowRun run(folder.path());
        QTRY_VERIFY2(noticed(run).contains(".reverie-1f.part"), qPrintable(noticed(run)));
        QVERIFY2(noticed(run).contains("2 unfinished jobs: red forest; blue sea"), qPrintable(noticed(run)));
        button(*run.viewer().headCard(), "Delete")->click();
        QTRY_VERIFY(!QFileInfo::exists(part));
        QTRY_VERIFY2(!noticed(run).contains(".reverie-1f.part"), qPrintable(noticed(run)));
        button(*run.viewer().headCard(), "Go on")->click();
        QTRY_COMPARE_WITH_TIMEOUT(run.recent().pictures().size(), std::size_t(2), 60'000);
        QVERIFY(run.viewer().headCard() == nullptr);
    }

    void f12_aCrashThatLeftNothingIsPassedOver()
    {
        const QTemporaryDir folder;
        QVERIFY(plant(dataOf(folder) + "/start", "up") && test::leaveForm(folder.path(), "mine"));
        WindowRun run(folder.path());
        QTest::qWait(300);
        QVERIFY(run.viewer().headCard() == nullptr);
        QCOMPARE(run.compose().form().request.prompt, QString("mine"));
    }

    void f12_theThirdStartAfterTwoThatDidNotComeUpIsCareful()
    {
        const QTemporaryDir folder;
        leaveJobs(folder, R"({"queue.goOn": "now"})");
        QVERIFY(test::leaveForm(folder.path(), "what hurt"));
        QVERIFY(plant(dataOf(folder) + "/start", "starting 1"));
        const QByteArray session = contentOf(dataOf(folder) + "/session.json");
        {
            WindowRun run(folder.path());
            QTRY_VERIFY2(noticed(run).contains("started with care"), qPrintable(noticed(run)));
            QVERIFY(noticed(run).contains("2 unfinished jobs"));
            QVERIFY(run.compose().form().request.prompt != QString("what hurt"));
            QVERIFY(childrenOf(::getpid()).isEmpty());
            QCOMPARE(run.queue().interrupted(), 2);
            QTest::qWait(500);
        }
        QCOMPARE(contentOf(dataOf(folder) + "/session.json"), session);
        WindowRun next(folder.path());  // that one came to a clean end
        QCOMPARE(next.compose().form().request.prompt, QString("what hurt"));
    }

    void f12_whatACarefulStartLeftOutIsBroughtBackByAPress()
    {
        const QTemporaryDir folder;
        QVERIFY(test::leaveForm(folder.path(), "mine") && plant(dataOf(folder) + "/start", "starting 5"));
        WindowRun run(folder.path());
        QTRY_VERIFY2(noticed(run).contains("What stood in the window is kept."), qPrintable(noticed(run)));
        button(*run.viewer().headCard(), "Bring it back")->click();
        QCOMPARE(run.compose().form().request.prompt, QString("mine"));
        QVERIFY(run.viewer().headCard() == nullptr);
        QVERIFY(run.make("red forest", 4));
    }

    void f12_startsThatAreKilledAreCountedAndOneThatIsWellIsNot()
    {
        const QTemporaryDir folder;
        const QString record = dataOf(folder) + "/start";
        for (const char* found : {"starting 0", "starting 1"}) {
            WindowProgram program({folder.path()});
            QVERIFY(program.isUp());
            program.send(SIGKILL);
            QVERIFY(!program.code());
            QCOMPARE(contentOf(record), QByteArray(found));
        }
        WindowProgram third({folder.path()});
        QVERIFY(third.isUp());
        QCOMPARE(contentOf(record), QByteArray("starting 2"));
        QTRY_COMPARE_WITH_TIMEOUT(contentOf(record), QByteArray("up"), 20'000);
        third.send(SIGTERM);
        QCOMPARE(third.code(), std::optional(0));
        QVERIFY(!QFileInfo::exists(record));
    }

    void unfinishedJobsGoOnAsTheSettingsSay_data()
    {
        QTest::addColumn<QByteArray>("setting");
        QTest::addColumn<bool>("isAsked");
        QTest::addColumn<bool>("goesOn");
        QTest::newRow("ask") << QByteArray("{}") << true << false;
        QTest::newRow("at once") << QByteArray(R"({"queue.goOn": "now"})") << false << true;
        QTest::newRow("never") << QByteArray(R"({"queue.goOn": "never"})") << false << false;
    }

    void unfinishedJobsGoOnAsTheSettingsSay()
    {
        QFETCH(QByteArray, setting);
        QFETCH(bool, isAsked);
        QFETCH(bool, goesOn);
        const QTemporaryDir folder;
        leaveJobs(folder, setting);
        WindowRun run(folder.path());
        QTest::qWait(300);
        QCOMPARE(run.viewer().headCard() != nullptr, isAsked);
        if (!goesOn) {
            QCOMPARE(run.queue().interrupted(), 2);
            QVERIFY(!run.queue().running());
            run.command("resume-interrupted");
        }
        QTRY_COMPARE_WITH_TIMEOUT(run.recent().pictures().size(), std::size_t(2), 60'000);
    }

    void f06_withoutAPlaceToWriteTheWindowSaysSoOnceAndWorks()
    {
        WindowRun run("/sys/no-reverie");
        auto* toast = run.find<ui::Toast>();
        QTRY_VERIFY2(toast->accessibleDescription().contains("/sys/no-reverie/data cannot be written"),
            qPrintable(toast->accessibleDescription()));
        auto& settings = run.services().settings();
        QVERIFY(settings.set(settings::key::kTextScale, 110).has_value());
        const QTemporaryDir pictures;
        QVERIFY(settings.set(settings::key::kPicturesFolder, pictures.path()).has_value());
        QVERIFY(run.make("red forest", 4));
        QCOMPARE(settings.get<int>(settings::key::kTextScale), 110);
        QTRY_VERIFY_WITH_TIMEOUT(!toast->isVisible(), 20'000);  // no other note waits for its turn
        QVERIFY(settings.set(settings::key::kTextScale, 100).has_value());
    }

private:
    ui::EnglishPlurals m_plurals;

    static QByteArray contentOf(const QString& path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
};

QTEST_MAIN(TstRecovering)
#include "tst_recovering.moc"
