#include "core/queue/dispatcher.h"
#include "core/settings/settings.h"
#include "tests/support/window_run.h"
#include "ui/main_window/toast.h"
#include "ui/queue/job_item.h"
#include "ui/queue/job_menu.h"
#include "ui/queue/queue_model.h"
#include "ui/queue/queue_page.h"

#include <QFileDialog>
#include <QListView>

using namespace reverie;
using test::ask;
using test::button;
using test::buttonNamed;
using test::press;
using test::WindowRun;

namespace {

constexpr int kManySteps = 1000;

queue::JobKey add(const WindowRun& run, const QString& prompt, const QString& model = {})
{
    request::GenerationRequest request;
    request.prompt = prompt;
    request.steps = 4;
    request.model = model;
    return run.queue().enqueue(request);
}

QStringList prompts(const WindowRun& run)
{
    QStringList all;
    for (const queue::QueueJob& job : run.queue().jobs())
        all << job.request.prompt;
    return all;
}

ui::JobItem* itemOf(const WindowRun& run, queue::JobKey key)
{
    for (auto* item : run.window().findChildren<ui::JobItem*>())
        if (item->key() == key)
            return item;
    return nullptr;
}

}  // namespace

/// What a person does with jobs on the strip and on the page.
class TstQueueing final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void movesJobsAlongTheStripByKeys()
    {
        WindowRun run;
        QVERIFY(QTest::qWaitForWindowActive(&run.window()));
        run.prompt().setPlainText("red forest, blue sea");
        run.command("pause");
        add(run, "one");
        const queue::JobKey second = add(run, "two");
        add(run, "three");
        QTRY_VERIFY(itemOf(run, second)->isVisible());
        itemOf(run, second)->setFocus();
        press(Qt::Key_Left, Qt::AltModifier);
        QCOMPARE(prompts(run), (QStringList{"two", "one", "three"}));
        press(Qt::Key_Right, Qt::AltModifier);
        press(Qt::Key_Right, Qt::AltModifier);
        QCOMPARE(prompts(run), (QStringList{"one", "three", "two"}));
        QCOMPARE(run.prompt().toPlainText(), QString("red forest, blue sea"));
        press(Qt::Key_Delete);
        QCOMPARE(prompts(run), (QStringList{"one", "three"}));
        QVERIFY(said(run).contains("taken out"));
    }

    void duplicatesAJobBehindItself()
    {
        WindowRun run;
        run.command("pause");
        const queue::JobKey first = add(run, "one");
        add(run, "two");
        run.command("page-queue");
        auto* page = run.find<ui::QueuePage>();
        QTRY_VERIFY(page->model()->indexOf(first).isValid());
        page->list()->setCurrentIndex(page->model()->indexOf(first));
        buttonNamed(*page, "Duplicate")->click();
        QCOMPARE(prompts(run), (QStringList{"one", "one", "two"}));
        run.command("pause");
        QTRY_VERIFY_WITH_TIMEOUT(!run.queue().running() && run.queue().waiting() == 0, 60'000);
        QTRY_COMPARE_WITH_TIMEOUT(run.recent().pictures().size(), std::size_t(3), 20'000);
        const auto& jobs = run.queue().jobs();
        QVERIFY(jobs[0].seed && jobs[1].seed && jobs[0].seed != jobs[1].seed);
        const QString facts = page->model()->indexOf(jobs[0].key).data(Qt::AccessibleDescriptionRole).toString();
        QVERIFY2(facts.contains("4 step") && facts.contains(QString::number(*jobs[0].seed)), qPrintable(facts));
    }

    void offersNoUndoWhereNothingWasTakenOut()
    {
        WindowRun run;
        QVERIFY(QTest::qWaitForWindowActive(&run.window()));
        run.command("page-queue");
        auto* page = run.find<ui::QueuePage>();
        page->list()->setFocus();
        press(Qt::Key_Delete);
        QVERIFY2(!said(run).contains("taken out"), qPrintable(said(run)));
        run.command("page-create");
        ask(run, "red forest", kManySteps);
        run.command("generate");
        QTRY_VERIFY_WITH_TIMEOUT(run.queue().running().has_value(), 20'000);
        const queue::JobKey running = *run.queue().running();
        press(Qt::Key_Delete, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY2(!said(run).contains("cleared"), qPrintable(said(run)));
        QTRY_VERIFY(itemOf(run, running)->isVisible());
        itemOf(run, running)->setFocus();
        press(Qt::Key_Delete);
        QTRY_COMPARE_WITH_TIMEOUT(run.queue().find(running)->state, queue::JobState::Cancelled, 20'000);
        QVERIFY2(!said(run).contains("taken out"), qPrintable(said(run)));
    }

    void savesElsewhereWhatFoundNoPlace()
    {
        WindowRun run;
        auto& settings = run.services().settings();
        QVERIFY(settings.set(settings::key::kPicturesFolder, QString("/sys/pictures")).has_value());
        const queue::JobKey key = add(run, "red forest");
        QTRY_COMPARE_WITH_TIMEOUT(run.queue().find(key)->state, queue::JobState::Failed, 20'000);
        run.command("page-queue");
        auto* page = run.find<ui::QueuePage>();
        QTRY_VERIFY(button(*page, "Save elsewhere") != nullptr);
        button(*page, "Save elsewhere")->click();
        QTRY_VERIFY(run.find<QFileDialog>() != nullptr);
        const QTemporaryDir place;
        Q_EMIT run.find<QFileDialog>()->fileSelected(place.path());
        QCOMPARE(settings.get<QString>(settings::key::kPicturesFolder), place.path());
        QTRY_COMPARE_WITH_TIMEOUT(run.queue().find(key)->state, queue::JobState::Done, 60'000);
        QVERIFY(run.queue().find(key)->paths().front().startsWith(place.path()));
    }

    void keepsAWayOutUnderThePointerWhileAnotherJobRuns()
    {
        WindowRun run;
        const queue::JobKey failed = add(run, "a castle", "/nowhere/model.safetensors");
        QTRY_COMPARE_WITH_TIMEOUT(run.queue().find(failed)->state, queue::JobState::Failed, 20'000);
        ask(run, "red forest", kManySteps);
        run.command("generate");
        QTRY_VERIFY_WITH_TIMEOUT(run.viewer().view()->isPreview(), 30'000);
        run.command("page-queue");
        auto* page = run.find<ui::QueuePage>();
        page->list()->setCurrentIndex(page->model()->indexOf(failed));
        const QString title = ui::JobMenu::remediesOf(*run.queue().find(failed)).front().title;
        const QPointer<QPushButton> way = button(*page, title);
        QVERIFY(way != nullptr);
        QSignalSpy steps(&run.queue(), &queue::Dispatcher::progress);
        QTRY_VERIFY_WITH_TIMEOUT(steps.size() > 5, 30'000);
        QVERIFY(way != nullptr);
        run.command("cancel");
    }

private:
    static QString said(const WindowRun& run) { return run.find<ui::Toast>()->accessibleDescription(); }
};

QTEST_MAIN(TstQueueing)
#include "tst_queueing.moc"
