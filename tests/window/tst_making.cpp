#include "app/desktop/watched_application.h"
#include "core/library/background_hasher.h"
#include "core/library/library.h"
#include "core/queue/dispatcher.h"
#include "tests/support/tiny_model.h"
#include "tests/support/window_run.h"
#include "ui/queue/job_item.h"
#include "ui/queue/job_menu.h"
#include "ui/queue/queue_page.h"
#include "ui/viewer/info_sheet.h"
#include "ui/viewer/progress_card.h"

#include <QLabel>
#include <QListView>
#include <QProcess>
#include <QPushButton>
#include <QScopeGuard>

#include <csignal>

using namespace reverie;
using test::ask;
using test::press;
using test::WindowRun;

namespace {

constexpr int kManySteps = 1000;

/// The processes that this one has started and that still run.
QVector<pid_t> startedProcesses()
{
    QVector<pid_t> all;
    const QDir tasks("/proc/self/task");
    for (const QString& task : tasks.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile file(tasks.filePath(task + "/children"));
        if (file.open(QIODevice::ReadOnly))
            for (const QByteArray& pid : file.readAll().simplified().split(' '))
                if (!pid.isEmpty())
                    all << pid.toInt();
    }
    return all;
}

}  // namespace

/// From a prompt to a picture in the real window, with the real engine, and what may go wrong on the way.
class TstMaking final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void makesAPictureByOneKeyAndReadsItsRecipeBack()
    {
        WindowRun run;
        QVERIFY(QTest::qWaitForWindowActive(&run.window()));
        QCOMPARE(QApplication::focusWidget(), static_cast<QWidget*>(&run.prompt()));
        QVERIFY(!run.prompt().toPlainText().isEmpty());
        ask(run, run.prompt().toPlainText(), 200);
        const ui::Form asked = run.compose().form();
        press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(run.viewer().view()->isPreview(), 20'000);
        QVERIFY(run.viewer().progress()->isVisible());
        QTRY_COMPARE_WITH_TIMEOUT(run.recent().pictures().size(), std::size_t(1), 60'000);
        QTRY_VERIFY(!run.viewer().view()->isPreview() && !run.viewer().view()->picture().isNull());
        QTRY_VERIFY(!run.viewer().progress()->isVisible());
        const auto* made = run.recent().selected();
        QVERIFY(made != nullptr && QFileInfo::exists(made->path));
        run.window().setFocus();
        run.viewer().view()->setFocus();
        QTRY_VERIFY(run.window().commands().action("use-all")->isEnabled());
        press(Qt::Key_A);
        ui::Form back = run.compose().form();
        QCOMPARE(back.seed, QString::number(*made->seed));
        QCOMPARE(back.request.prompt, asked.request.prompt);
        QCOMPARE(*back.request.steps, 200);
        QCOMPARE(*back.request.width, 256);
        const auto recipe = image::readRecipe(made->path);
        QVERIFY(recipe && recipe->facts.request.prompt == asked.request.prompt);
        press(Qt::Key_Z, Qt::ControlModifier | Qt::AltModifier);
        QVERIFY(run.compose().form() == asked);
    }

    void givesTheSamePictureForTheSameSeed()
    {
        WindowRun run;
        ui::Form form = run.compose().form();
        form.seed = "7";
        run.compose().setForm(form);
        QVERIFY(run.make("red forest", 6) && run.make("red forest", 6));
        QCOMPARE(QImage(run.recent().pictures()[0].path), QImage(run.recent().pictures()[1].path));
    }

    void cancelsByEscapeAndGoesOnWithTheNext()
    {
        WindowRun run;
        QVERIFY(QTest::qWaitForWindowActive(&run.window()));
        ask(run, "red forest", kManySteps);
        run.command("generate");
        ask(run, "blue sea", 5);
        run.command("generate");
        QTRY_VERIFY_WITH_TIMEOUT(run.viewer().view()->isPreview(), 30'000);
        const queue::JobKey first = run.queue().jobs()[0].key;
        press(Qt::Key_Escape);
        QTRY_COMPARE_WITH_TIMEOUT(run.queue().find(first)->state, queue::JobState::Cancelled, 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(run.queue().jobs()[1].state, queue::JobState::Done, 60'000);
    }

    void stopsByShiftEscapeAndKeepsWhatThereIs()
    {
        WindowRun run;
        QVERIFY(QTest::qWaitForWindowActive(&run.window()));
        ask(run, "red forest", kManySteps);
        const auto* keep = test::button(*run.viewer().progress(), "Stop and keep");
        QVERIFY(keep != nullptr);
        QVERIFY(!run.window().commands().action("stop-and-keep")->isEnabled());
        run.command("generate");
        QTRY_VERIFY_WITH_TIMEOUT(keep->isVisible(), 30'000);
        QVERIFY(run.window().commands().action("stop-and-keep")->isEnabled());
        press(Qt::Key_Escape, Qt::ShiftModifier);
        QTRY_COMPARE_WITH_TIMEOUT(run.recent().pictures().size(), std::size_t(1), 20'000);
        QTRY_VERIFY(!run.queue().running());
        QCOMPARE(run.queue().jobs()[0].state, queue::JobState::Done);
        const auto& picture = run.recent().pictures()[0];
        QVERIFY(picture.stop.step >= 1 && picture.stop.step < kManySteps);
        QCOMPARE(picture.stop.of, kManySteps);
        run.command("info");
        QTRY_VERIFY(saysAnywhere(*run.viewer().sheet(), QString("step %1 of 1000").arg(picture.stop.step)));
        QProcess verify;
        verify.start(REVERIE_BINARY_DIR "/reverie",
            {"verify", "--data-dir", run.folder(), "--quiet", "-m", Paths::starterModel(), picture.path});
        QVERIFY(QTest::qWaitFor([&] { return verify.state() == QProcess::NotRunning; }, 60'000));
        const QByteArray said = verify.readAllStandardOutput();
        QVERIFY2(said.contains("identical (stopped at step "), said + verify.readAllStandardError());
    }

    void addsToTheFrontWithoutInterrupting()
    {
        WindowRun run;
        ask(run, "one", kManySteps);
        run.command("generate");
        QTRY_VERIFY_WITH_TIMEOUT(run.queue().running().has_value(), 20'000);
        ask(run, "two", 5);
        run.command("generate");
        ask(run, "three", 5);
        run.command("generate-front");
        const auto& jobs = run.queue().jobs();
        QCOMPARE(jobs[1].request.prompt, QString("three"));
        QCOMPARE(*run.queue().running(), jobs[0].key);
        run.command("cancel");
    }

    void keepsTheWindowWhenTheEngineIsKilled()
    {
        WindowRun run;
        ask(run, "red forest", kManySteps);
        run.command("generate");
        QTRY_VERIFY_WITH_TIMEOUT(run.viewer().view()->isPreview(), 30'000);
        const QVector<pid_t> engines = startedProcesses();
        QVERIFY(!engines.isEmpty());
        for (const pid_t engine : engines)
            ::kill(engine, SIGKILL);
        QTRY_COMPARE_WITH_TIMEOUT(run.queue().jobs()[0].state, queue::JobState::Failed, 30'000);
        QVERIFY(run.queue().jobs()[0].error.has_value());
        QVERIFY(run.window().isVisible());
        QVERIFY(run.make("blue sea", 5));
    }

    void offersAWayOutOfAFailure()
    {
        WindowRun run;
        request::GenerationRequest request;
        request.prompt = "a castle";
        request.model = "/nowhere/model.safetensors";
        const queue::JobKey key = run.queue().enqueue(request);
        QTRY_COMPARE_WITH_TIMEOUT(run.queue().find(key)->state, queue::JobState::Failed, 20'000);
        auto* item = run.find<ui::JobItem>();
        QVERIFY(item != nullptr && item->accessibleDescription().contains("/nowhere/model.safetensors"));
        const auto remedies = ui::JobMenu::remediesOf(*run.queue().find(key));
        QVERIFY(!remedies.empty());
        const auto* button = item->findChild<QPushButton*>();
        QVERIFY(button->isVisible());
        QCOMPARE(button->text(), remedies.front().title);
        QVERIFY(run.make("blue sea", 5));
    }

    void movesTakesOutAndBringsBackJobsByKeys()
    {
        WindowRun run;
        QVERIFY(QTest::qWaitForWindowActive(&run.window()));
        run.command("pause");
        for (const char* prompt : {"one", "two", "three"}) {
            request::GenerationRequest request;
            request.prompt = prompt;
            request.steps = 3;
            run.queue().enqueue(request);
        }
        run.command("page-queue");
        auto* page = run.find<ui::QueuePage>();
        QTRY_COMPARE(page->list()->model()->rowCount(), 3);
        page->list()->setFocus();
        page->list()->setCurrentIndex(page->list()->model()->index(2, 0));
        press(Qt::Key_Up, Qt::AltModifier);
        QTRY_COMPARE(prompts(run), (QStringList{"one", "three", "two"}));
        QTRY_COMPARE(page->list()->currentIndex().row(), 1);
        press(Qt::Key_Delete);
        QTRY_COMPARE(prompts(run), (QStringList{"one", "two"}));
        run.command("undo-queue");
        QTRY_COMPARE(prompts(run), (QStringList{"one", "three", "two"}));
        run.command("pause");
        QTRY_COMPARE_WITH_TIMEOUT(run.recent().pictures().size(), std::size_t(3), 60'000);
        QTRY_VERIFY(!run.queue().running());
        QCOMPARE(run.recent().pictures()[0].request->prompt, QString("two"));
    }

    void changesAWaitingJob()
    {
        WindowRun run;
        run.command("pause");
        ask(run, "one", 5);
        run.command("generate");
        const queue::JobKey key = run.queue().jobs()[0].key;
        Q_EMIT run.find<ui::JobMenu>()->editWanted(key);
        ask(run, "another", 5);
        run.command("generate");
        QCOMPARE(run.queue().jobs().size(), std::size_t(1));
        QCOMPARE(run.queue().find(key)->request.prompt, QString("another"));
    }

    /// Nothing that the window does while a picture is made waits for the engine: one that stands still stops nothing.
    /// How long each event takes is measured by tests/bench/window.py.
    void staysUsableWhileTheEngineStandsStill()
    {
        WindowRun run;
        QVERIFY(run.make("red forest", 5));
        ask(run, "red forest at sunset", 300);
        run.command("generate");
        QTRY_VERIFY_WITH_TIMEOUT(run.viewer().view()->isPreview(), 20'000);
        const QVector<pid_t> engines = startedProcesses();
        QVERIFY(!engines.isEmpty());
        const auto goOn = qScopeGuard([&engines] {
            for (const pid_t each : engines)
                ::kill(each, SIGCONT);
        });
        for (const pid_t each : engines)
            QCOMPARE(::kill(each, SIGSTOP), 0);
        run.prompt().selectAll();
        constexpr int kRounds = 40;
        for (int i = 0; i < kRounds; ++i) {
            QTest::keyClicks(&run.prompt(), "ab ");
            run.window().resize(1300 + i, 800);
            run.command("page-queue");
            QTest::qWait(1);
            run.command("page-create");
            QTest::qWait(1);
        }
        QCOMPARE(run.prompt().toPlainText(), QString("ab ").repeated(kRounds));
        QVERIFY(run.queue().running().has_value());
        QCOMPARE(run.recent().pictures().size(), std::size_t(1));
    }

    void hashesNoModelMeanwhile()
    {
        WindowRun run;
        const ui::WindowServices services = run.services().forWindow();
        ask(run, "red forest", kManySteps);
        run.command("generate");
        QTRY_VERIFY_WITH_TIMEOUT(run.viewer().view()->isPreview(), 20'000);
        int begun = 0;
        connect(&services.hasher, &library::BackgroundHasher::begun, &run.window(), [&begun] { ++begun; });
        QVERIFY(test::writeTinyModel(Paths::forProcess(run.folder()).data() + "/models/birch"));
        run.command("rescan-models");
        QTRY_COMPARE_WITH_TIMEOUT(services.library.entries().size(), std::size_t(2), 10'000);
        QTRY_VERIFY(!services.library.isScanning());
        QVERIFY(run.queue().running().has_value());
        QCOMPARE(begun, 0);
        run.command("cancel");
        QTRY_VERIFY_WITH_TIMEOUT(begun > 0, 10'000);
        QVERIFY(!run.queue().running().has_value());
    }

private:
    static bool saysAnywhere(const QWidget& widget, const QString& words)
    {
        const auto labels = widget.findChildren<QLabel*>();
        return std::any_of(
            labels.begin(), labels.end(), [&](const QLabel* each) { return each->text().contains(words); });
    }

    static QStringList prompts(const WindowRun& run)
    {
        QStringList all;
        for (const queue::QueueJob& job : run.queue().jobs())
            all << job.request.prompt;
        return all;
    }
};

int main(int argc, char** argv)
{
    app::WatchedApplication application(argc, argv);
    TstMaking test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_making.moc"
