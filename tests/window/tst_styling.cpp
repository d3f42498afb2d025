#include "core/settings/styles.h"
#include "tests/support/window_run.h"
#include "ui/main_window/style_editor.h"
#include "ui/main_window/toast.h"

#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QToolButton>

using namespace reverie;
using settings::Style;
using test::button;
using test::press;
using test::WindowRun;

namespace {

/// The open menu of styles; null when none opens.
QMenu* openMenu(WindowRun& run)
{
    for (QToolButton* each : run.compose().prompts()->findChildren<QToolButton*>())
        if (each->accessibleName().startsWith("Styles"))
            each->click();
    return qobject_cast<QMenu*>(QApplication::activePopupWidget());
}

QAction* actionOf(const QMenu* menu, const QString& text)
{
    for (QAction* each : menu->actions())
        if (each->text() == text)
            return each;
    return nullptr;
}

}  // namespace

/// Styles are made, renamed, changed and deleted in the window.
class TstStyling final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void savesThePromptsAsAStyleByKeysAlone()
    {
        const QTemporaryDir folder;
        {
            WindowRun run(folder.path());
            QVERIFY(QTest::qWaitForWindowActive(&run.window()));
            ui::Form form = run.compose().form();
            form.request.prompt = "{prompt}, faded";
            form.request.negativePrompt = "neon";
            run.compose().setForm(form);
            run.command("save-style");
            auto* editor = run.find<ui::StyleEditor>();
            QVERIFY(editor->isVisible());
            QVERIFY(!button(*editor, "Save")->isEnabled());
            QVERIFY(qobject_cast<QLineEdit*>(QApplication::focusWidget()) != nullptr);
            QTest::keyClicks(QApplication::focusWidget(), "Old film");
            press(Qt::Key_Return);
            QVERIFY(!editor->isVisible());
            QCOMPARE(QApplication::focusWidget(), static_cast<QWidget*>(&run.prompt()));
        }
        WindowRun next(folder.path());
        const auto& styles = next.services().forWindow().styles;
        QVERIFY(styles.styles() == (std::vector<Style>{{"Old film", "{prompt}, faded", "neon"}}));
        QMenu* menu = openMenu(next);
        QVERIFY(menu != nullptr && actionOf(menu, "Old film") != nullptr);
        menu->close();
    }

    void renamesChangesAndTakesItBack()
    {
        WindowRun run;
        auto& styles = run.services().forWindow().styles;
        QVERIFY(styles.putAll({{"Film", "grain", ""}, {"Oil", "canvas", ""}}));
        const std::vector<Style> before = styles.styles();
        QMenu* menu = openMenu(run);
        QVERIFY(menu != nullptr);
        QAction* change = actionOf(menu, "Change a style");
        QVERIFY(change != nullptr && change->menu() != nullptr);
        actionOf(change->menu(), "Oil")->trigger();
        menu->close();
        auto* editor = run.find<ui::StyleEditor>();
        QVERIFY(editor->isVisible());
        editor->findChild<QLineEdit*>()->setText("Oil on canvas");
        for (auto* each : editor->findChildren<ui::PromptEdit*>())
            if (each->toPlainText() == "canvas")
                each->setPlainText("oil on canvas");
        button(*editor, "Save")->click();
        QVERIFY(styles.styles() == (std::vector<Style>{{"Film", "grain", ""}, {"Oil on canvas", "oil on canvas", ""}}));
        button(*run.find<ui::Toast>(), "Undo")->click();
        QVERIFY(styles.styles() == before);
    }

    void deletesAndBringsBack()
    {
        WindowRun run;
        auto& styles = run.services().forWindow().styles;
        QVERIFY(styles.putAll({{"Film", "grain", ""}, {"Oil", "canvas", ""}}));
        run.command("change-styles");
        auto* editor = run.find<ui::StyleEditor>();
        QVERIFY(editor->isVisible());
        button(*editor, "Delete")->click();
        QVERIFY(styles.find("Film") == nullptr && styles.find("Oil") != nullptr);
        button(*run.find<ui::Toast>(), "Undo")->click();
        QVERIFY(styles.find("Film") != nullptr);
    }

    void saysThatANameIsTaken()
    {
        WindowRun run;
        QVERIFY(run.services().forWindow().styles.put({"Film", "grain", ""}));
        run.command("save-style");
        auto* editor = run.find<ui::StyleEditor>();
        const auto isSaid = [&] {
            const auto labels = editor->findChildren<QLabel*>();
            return std::any_of(labels.begin(), labels.end(),
                [](const QLabel* each) { return each->text().contains("There is a style of this name"); });
        };
        editor->findChild<QLineEdit*>()->setText("Fil");
        QVERIFY(!isSaid());
        editor->findChild<QLineEdit*>()->setText("Film");
        QVERIFY(isSaid());
        press(Qt::Key_Escape);
        QVERIFY(!editor->isVisible());
    }
};

QTEST_MAIN(TstStyling)
#include "tst_styling.moc"
