#include "core/settings/settings.h"
#include "core/settings/styles.h"
#include "tests/support/window_run.h"
#include "ui/main_window/toast.h"
#include "ui/queue/queue_strip.h"
#include "ui/viewer/compare_view.h"
#include "ui/viewer/recipe_card.h"

#include <QClipboard>
#include <QDropEvent>
#include <QLabel>
#include <QMenu>
#include <QMimeData>
#include <QProcess>
#include <QToolButton>

#include <functional>

using namespace reverie;
using test::ask;
using test::button;
using test::press;
using test::WindowRun;

namespace {

const char* const kRecipe =
    "a forest\nNegative prompt: people\nSteps: 20, Sampler: Euler a, CFG scale: 6, Seed: 7, Size: 256x384";

void copyFiles(const QString& from, const QString& to)
{
    QDirIterator files(from, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString target = QDir(to).filePath(QDir(from).relativeFilePath(files.next()));
        QDir().mkpath(QFileInfo(target).path());
        QFile::copy(files.filePath(), target);
    }
}

/// Runs the window in `folder` and leaves there what lay on the disk when `use` had ended: what a kill -9 leaves.
void runAndKill(const QString& folder, const std::function<void(WindowRun&)>& use)
{
    const QTemporaryDir kept;
    {
        WindowRun run(folder);
        use(run);
        copyFiles(folder, kept.path());
    }
    QDir(folder).removeRecursively();
    copyFiles(kept.path(), folder);
}

/// The key of what `offer`s to take a change of the form back.
void pressUndo(WindowRun& run)
{
    run.window().activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&run.window()));
    run.prompt().setFocus();
    QTest::qWait(50);
    press(Qt::Key_Z, Qt::ControlModifier | Qt::AltModifier);
}

}  // namespace

/// What the window takes in, keeps, and brings back.
class TstKeeping final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void offersTheRecipeOfADroppedPicture()
    {
        WindowRun run;
        QVERIFY(run.make("red forest", 6));
        const QString picture = run.recent().pictures()[0].path;
        ui::Form own = run.compose().form();
        own.request.prompt = "mine";
        own.request.steps = 9;
        run.compose().setForm(own);
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(picture)});
        QDragEnterEvent enter({100, 100}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&run.window(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop({100, 100}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&run.window(), &drop);
        QTRY_VERIFY2(run.find<ui::RecipeCard>() != nullptr, qPrintable(run.find<ui::Toast>()->accessibleDescription()));
        QVERIFY(run.compose().form() == own);
        button(*run.find<ui::RecipeCard>(), "Use this recipe")->click();
        QCOMPARE(run.compose().form().request.prompt, QString("red forest"));
        QCOMPARE(*run.compose().form().request.steps, 6);
        pressUndo(run);
        QVERIFY(run.compose().form() == own);
    }

    void offersAPastedRecipe()
    {
        WindowRun run;
        const ui::Form before = run.compose().form();
        QApplication::clipboard()->setText(kRecipe);
        run.prompt().setFocus();
        run.prompt().paste();
        QTRY_VERIFY(run.find<ui::RecipeCard>() != nullptr);
        QVERIFY(run.compose().form() == before);
        button(*run.find<ui::RecipeCard>(), "Use this recipe")->click();
        QCOMPARE(run.compose().form().seed, QString("7"));
        QCOMPARE(run.compose().form().request.negativePrompt, QString("people"));
        QCOMPARE(*run.compose().form().request.height, 384);
    }

    void pastesOrdinaryTextAsText()
    {
        WindowRun run;
        QApplication::clipboard()->setText("tall pines");
        run.prompt().clear();
        run.prompt().paste();
        QCOMPARE(run.compose().form().request.prompt, QString("tall pines"));
    }

    void comesBackAsItWasAfterAKill()
    {
        const QTemporaryDir folder;
        ui::Form form;
        QString selected;
        runAndKill(folder.path(), [&](WindowRun& run) {
            QVERIFY(run.make("red forest", 5) && run.make("blue sea", 5));
            run.recent().selectNeighbour(1);
            selected = run.recent().selected()->path;
            form = run.compose().form();
            form.request.prompt = "half a thou";
            form.request.guidanceScale = 5.5;
            form.seed = "42 and a slip";
            run.compose().setForm(form);
            run.find<ui::QueueStrip>()->setFolded(true);
            run.command("page-settings");
            QTest::qWait(1000);
        });
        WindowRun run(folder.path());
        QVERIFY(run.compose().form() == form);
        QCOMPARE(run.window().page(), QString("settings"));
        QVERIFY(run.find<ui::QueueStrip>()->isFolded());
        QTRY_COMPARE(run.recent().pictures().size(), std::size_t(2));
        QTRY_VERIFY(run.recent().selected() != nullptr);
        QCOMPARE(run.recent().selected()->path, selected);
    }

    void offersUnfinishedJobsOfTheLastTime()
    {
        const QTemporaryDir folder;
        runAndKill(folder.path(), [](WindowRun& run) {
            run.command("pause");
            request::GenerationRequest request;
            request.prompt = "red forest";
            request.steps = 4;
            run.queue().enqueue(request);
            run.queue().enqueue(request);
            QTest::qWait(500);
        });
        WindowRun run(folder.path());
        QTRY_COMPARE(run.queue().interrupted(), 2);
        QTRY_VERIFY(run.viewer().headCard() != nullptr);
        const QPointer<QWidget> notice = run.viewer().headCard();
        run.prompt().setFocus();
        press(Qt::Key_Escape);
        press(Qt::Key_P, Qt::ControlModifier);
        press(Qt::Key_P, Qt::ControlModifier);
        QApplication::clipboard()->setText(kRecipe);
        run.prompt().paste();
        QTest::qWait(50);
        QVERIFY(notice != nullptr && run.viewer().headCard() == notice);
        button(*notice, "Go on")->click();
        QTRY_COMPARE_WITH_TIMEOUT(run.recent().pictures().size(), std::size_t(2), 60'000);
    }

    void starsComparesAndThrowsAway()
    {
        WindowRun run;
        qputenv("XDG_DATA_HOME", QFile::encodeName(run.folder() + "/trash"));
        QVERIFY(run.make("red forest", 4) && run.make("blue sea", 4));
        const QString path = run.recent().selected()->path;
        run.command("star");
        QTRY_VERIFY(run.recent().find(path)->isStarred);
        run.command("compare");
        QVERIFY(run.viewer().isComparing());
        run.command("compare");
        QCOMPARE(run.viewer().comparison()->mode(), ui::CompareMode::SideBySide);
        run.viewer().endComparison();
        run.command("trash");
        QTRY_VERIFY(run.recent().find(path) == nullptr);
        QVERIFY(!QFileInfo::exists(path));
        run.command("undo-trash");
        QTRY_VERIFY(run.recent().find(path) != nullptr);
        QVERIFY(QFileInfo::exists(path));
    }

    void takesInWhatTheCommandLineSaves()
    {
        WindowRun run;
        QVERIFY(run.make("red forest", 4));
        const QString own = run.recent().selected()->path;
        QProcess other;
        other.start(REVERIE_BINARY_DIR "/reverie",
            {"generate", "blue sea", "--steps", "3", "--size", "64x64", "--quiet", "--data-dir", run.folder()});
        QTRY_COMPARE_WITH_TIMEOUT(run.recent().pictures().size(), std::size_t(2), 60'000);
        QVERIFY(run.recent().pictures()[0].request->prompt == "blue sea");
        QCOMPARE(run.recent().selected()->path, own);  // nobody asked to see the other
        QTRY_COMPARE_WITH_TIMEOUT(other.state(), QProcess::NotRunning, 20'000);
    }

    void remembersPrompts()
    {
        WindowRun run;
        QVERIFY(run.make("first prompt", 3) && run.make("second prompt", 3));
        run.prompt().setFocus();
        run.command("prompt-older");
        run.command("prompt-older");
        QCOMPARE(run.compose().form().request.prompt, QString("first prompt"));
        run.command("prompt-newer");
        QCOMPARE(run.compose().form().request.prompt, QString("second prompt"));
        run.command("forget-prompts");
        run.command("prompt-older");
        QCOMPARE(run.compose().form().request.prompt, QString("second prompt"));
    }

    void opensNoLargerThanTheScreen()
    {
        const WindowRun run;
        const QSize there = run.window().screen()->availableSize().expandedTo(run.window().minimumSizeHint());
        QCOMPARE(run.window().size().boundedTo(there), run.window().size());
    }

    void f04_writesOverNewerSettingsWhenToldTo()
    {
        const QTemporaryDir folder;
        const QString file = Paths::forProcess(folder.path()).data() + "/settings.json";
        QVERIFY(QDir().mkpath(QFileInfo(file).path()));
        QFile newer(file);
        QVERIFY(newer.open(QIODevice::WriteOnly) && newer.write(R"({"version": 2, "values": {}})") > 0);
        newer.close();
        WindowRun run(folder.path());
        QPushButton* agree = button(run.window(), "Write over it");
        QVERIFY(agree != nullptr);
        agree->click();
        run.services().settings().flush();
        QVERIFY(newer.open(QIODevice::ReadOnly));
        QVERIFY(newer.readAll().contains("\"version\": 1"));
    }

    void appliesAStyleFromItsMenuAndTakesItBack()
    {
        WindowRun run;
        QVERIFY(run.services().forWindow().styles.put({"Old film", "{prompt}, faded", "neon"}));
        run.prompt().setPlainText("a lake");
        for (QToolButton* each : run.compose().prompts()->findChildren<QToolButton*>())
            if (each->accessibleName().startsWith("Styles"))
                each->click();
        auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        QVERIFY(menu != nullptr);
        QCOMPARE(menu->actions().front()->text(), QString("Old film"));
        menu->actions().front()->trigger();
        menu->close();
        QCOMPARE(run.compose().form().request.prompt, QString("a lake, faded"));
        QCOMPARE(run.compose().form().request.negativePrompt, QString("neon"));
        pressUndo(run);
        QCOMPARE(run.compose().form().request.prompt, QString("a lake"));
    }

    void showsTheCostOnceItIsKnown()
    {
        WindowRun run;
        QVERIFY(run.make("red forest", 5));
        const auto texts = [&] {
            QStringList all;
            for (const QLabel* label : run.compose().findChildren<QLabel*>())
                all << label->text();
            return all.join('\n');
        };
        QTRY_VERIFY2(texts().contains("about "), qPrintable(texts()));
    }

    void appliesSettingsAtOnce()
    {
        WindowRun run;
        auto& settings = run.services().settings();
        QVERIFY(settings.set(settings::key::kShowAdvanced, true).has_value());
        QVERIFY(run.compose().isAdvanced());
        QVERIFY(settings.set(settings::key::kTheme, QString("light")).has_value());
        const int light = QApplication::palette().color(QPalette::Window).lightness();
        QVERIFY(settings.set(settings::key::kTheme, QString("dark")).has_value());
        QVERIFY(QApplication::palette().color(QPalette::Window).lightness() < light);
        const int usual = QApplication::font().pixelSize();
        QVERIFY(settings.set(settings::key::kTextScale, 200).has_value());
        QCOMPARE(QApplication::font().pixelSize(), 2 * usual);
        QVERIFY(settings.set(settings::key::kTextScale, 100).has_value());
    }

    void showsPreviewsOnlyWhereTheyAreWanted()
    {
        WindowRun run;
        QSignalSpy previews(&run.queue(), &queue::Dispatcher::preview);
        for (const bool areWanted : {false, true}) {
            QVERIFY(run.services().settings().set(settings::key::kPreview, areWanted).has_value());
            previews.clear();
            ask(run, "red forest", 300);
            run.command("generate");
            QTRY_VERIFY_WITH_TIMEOUT(previews.size() > 2, 30'000);
            QVERIFY(run.queue().running().has_value());
            QCOMPARE(run.viewer().view()->isPreview(), areWanted);
            QTRY_VERIFY_WITH_TIMEOUT(!run.queue().running(), 60'000);
        }
    }

    void goesOnComparingWhileAPictureForms()
    {
        WindowRun run;
        QVERIFY(QTest::qWaitForWindowActive(&run.window()));
        QVERIFY(run.make("red forest", 4) && run.make("blue sea", 4));
        QSignalSpy previews(&run.queue(), &queue::Dispatcher::preview);
        ask(run, "a lake", 1000);
        run.command("generate");
        QTRY_VERIFY_WITH_TIMEOUT(run.viewer().view()->isPreview(), 30'000);
        run.viewer().view()->setFocus();
        press(Qt::Key_C);
        QVERIFY(run.viewer().isComparing());
        const auto before = previews.size();
        QTRY_VERIFY_WITH_TIMEOUT(previews.size() > before + 2, 30'000);
        QVERIFY(run.viewer().isComparing());
        run.command("cancel");
    }

    void zoomsByKeysOnceAPictureIsShown()
    {
        const QTemporaryDir folder;
        {
            WindowRun run(folder.path());
            QVERIFY(run.make("red forest", 4));
        }
        WindowRun run(folder.path());
        QVERIFY(QTest::qWaitForWindowActive(&run.window()));
        QTRY_COMPARE(run.recent().pictures().size(), std::size_t(1));
        QTest::qWait(50);
        run.viewer().showPicture(run.recent().pictures()[0]);
        QTRY_VERIFY(!run.viewer().view()->picture().isNull());
        QTest::qWait(50);
        run.viewer().view()->setFocus();
        press(Qt::Key_1);
        QVERIFY(!run.viewer().view()->isFitted());
        press(Qt::Key_0);
        QVERIFY(run.viewer().view()->isFitted());
    }
};

QTEST_MAIN(TstKeeping)
#include "tst_keeping.moc"
