#include "app/desktop/single_instance.h"
#include "tests/support/window_run.h"
#include "ui/main_window/command_list.h"
#include "ui/main_window/command_palette.h"
#include "ui/main_window/shortcuts_sheet.h"

#include <QAccessible>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QScrollArea>
#include <QSignalSpy>

using namespace reverie;
using test::button;
using test::press;
using test::WindowRun;

namespace {

/// Every focusable widget of the accessibility tree that has no name or, as Qt says it, no role but Client; counts them
/// all.
void findNameless(QAccessibleInterface* part, QStringList& nameless, int& seen)
{
    if (part == nullptr || !part->isValid() || part->state().invisible)
        return;
    const QObject* object = part->object();
    const bool isListed = part->state().focusable && object != nullptr && object->isWidgetType();
    seen += isListed ? 1 : 0;
    if (isListed && (part->text(QAccessible::Name).isEmpty() || part->role() == QAccessible::Client))
        nameless << QString::fromLatin1(object->metaObject()->className()) + ' ' + object->objectName();
    for (int i = 0; i < part->childCount(); ++i)
        findNameless(part->child(i), nameless, seen);
}

}  // namespace

/// Whether everybody reaches everything: by screen reader, by keyboard alone, and from a second start.
class TstReaching final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_run = std::make_unique<WindowRun>();
        QVERIFY(QTest::qWaitForWindowActive(&m_run->window()));
        m_run->command("pause");
        m_run->queue().enqueue({});
    }

    void cleanupTestCase() { m_run.reset(); }

    void everyControlHasANameAndARole_data()
    {
        QTest::addColumn<QString>("page");
        for (const char* page : {"page-create", "page-models", "discover-models", "downloads", "page-queue",
                 "page-settings", "palette", "shortcuts", "save-style"})
            QTest::newRow(page) << QString(page);
    }

    void everyControlHasANameAndARole()
    {
        QFETCH(QString, page);
        m_run->command("advanced");
        m_run->command(qPrintable(page));
        QTest::qWait(50);
        QStringList nameless;
        int seen = 0;
        findNameless(QAccessible::queryAccessibleInterface(&m_run->window()), nameless, seen);
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join('\n')));
        QVERIFY2(seen > 5, qPrintable(QString::number(seen)));
        if (!page.startsWith("page"))
            press(Qt::Key_Escape);
        m_run->command("advanced");
    }

    void everyCommandIsFoundInThePaletteAndInAMenu()
    {
        m_run->command("page-create");
        press(Qt::Key_K, Qt::ControlModifier);
        auto* list = m_run->find<ui::CommandPalette>()->findChild<ui::CommandList*>();
        QVERIFY(list->isVisible());
        QStringList inMenus;
        for (const ui::MenuId menu : ui::allMenus())
            for (const QAction* action : m_run->window().commands().makeMenu(menu, &m_run->window())->actions())
                inMenus << action->objectName();
        for (const ui::Command& command : m_run->window().commands().commands()) {
            list->field()->setText(command.title);
            QCOMPARE(list->current(), command.id);
            QVERIFY2(inMenus.contains(command.id), qPrintable(command.id));
        }
        list->field()->setText("settings");
        press(Qt::Key_Return);
        QCOMPARE(m_run->window().page(), QString("settings"));
        m_run->command("page-create");
    }

    void noTwoCommandsShareKeys()
    {
        QMap<QString, QString> holders;
        for (const ui::Command& command : m_run->window().commands().commands()) {
            const QString keys = m_run->window().commands().keys(command.id).toString();
            if (keys.isEmpty())
                continue;
            QVERIFY2(!holders.contains(keys), qPrintable(keys + ": " + holders.value(keys) + ", " + command.id));
            holders.insert(keys, command.id);
        }
        QVERIFY(holders.size() > 30);
    }

    void keysTurnThePages()
    {
        press(Qt::Key_3, Qt::ControlModifier);
        QCOMPARE(m_run->window().page(), QString("models"));
        press(Qt::Key_4, Qt::ControlModifier);
        QCOMPARE(m_run->window().page(), QString("queue"));
        press(Qt::Key_6, Qt::ControlModifier);
        QCOMPARE(m_run->window().page(), QString("settings"));
        press(Qt::Key_1, Qt::ControlModifier);
        QCOMPARE(m_run->window().page(), QString("create"));
    }

    void keysWorkInThePrompt()
    {
        m_run->command("focus-prompt");
        m_run->prompt().setPlainText("red forest, blue sea");
        m_run->prompt().moveCursor(QTextCursor::Start);
        press(Qt::Key_Up, Qt::ControlModifier);
        QCOMPARE(m_run->prompt().toPlainText(), QString("(red:1.1) forest, blue sea"));
        press(Qt::Key_Down, Qt::ControlModifier);
        QCOMPARE(m_run->prompt().toPlainText(), QString("red forest, blue sea"));
        press(Qt::Key_Right, Qt::AltModifier);
        QCOMPARE(m_run->prompt().toPlainText(), QString("blue sea, red forest"));
        press(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(m_run->prompt().toPlainText(), QString("red forest, blue sea"));
    }

    void tabWalksEveryFieldInReadingOrder()
    {
        m_run->command("focus-prompt");
        QVector<QWidget*> visited;
        for (int i = 0; i < 60; ++i) {
            QWidget* focus = QApplication::focusWidget();
            QVERIFY(focus != nullptr && focus->isVisible() && focus->isEnabled());
            if (visited.contains(focus))
                break;
            visited << focus;
            QTest::keyClick(focus, Qt::Key_Tab);
        }
        QVERIFY2(visited.size() > 15, qPrintable(QString::number(visited.size())));
        // What scrolls stands below what does not, however far it has been scrolled.
        const QWidget* cards = m_run->compose().findChild<QScrollArea*>()->widget();
        const auto topOf = [&](const QWidget* widget) {
            return cards->isAncestorOf(widget) ? 10'000 + widget->mapTo(cards, QPoint()).y()
                                               : widget->mapTo(&m_run->window(), QPoint()).y();
        };
        int last = 0;
        for (const QWidget* each : visited)
            if (m_run->compose().isAncestorOf(each) && each->height() >= 32) {
                QVERIFY2(topOf(each) + 40 >= last, each->metaObject()->className());
                last = topOf(each);
            }
    }

    void keysCanBeChanged()
    {
        auto& commands = m_run->window().commands();
        commands.remap("page-queue", QKeySequence("Ctrl+J"));
        press(Qt::Key_J, Qt::ControlModifier);
        QCOMPARE(m_run->window().page(), QString("queue"));
        commands.remap("page-queue", std::nullopt);
        press(Qt::Key_1, Qt::ControlModifier);
        QCOMPARE(m_run->window().page(), QString("create"));
    }

    void theShortcutsSheetGivesACommandOtherKeys()
    {
        auto* sheet = m_run->find<ui::ShortcutsSheet>();
        const auto chooseQueue = [&] {
            press(Qt::Key_F1);
            sheet->findChild<ui::CommandList*>()->field()->setText("Queue");
            QCOMPARE(sheet->findChild<ui::CommandList*>()->current(), QString("page-queue"));
            press(Qt::Key_Return);
        };
        chooseQueue();
        press(Qt::Key_J, Qt::ControlModifier);
        button(*sheet, "Use these keys")->click();
        press(Qt::Key_Escape);
        press(Qt::Key_J, Qt::ControlModifier);
        QCOMPARE(m_run->window().page(), QString("queue"));
        QCOMPARE(m_run->services().settings().shortcut("page-queue"), std::optional<QString>("Ctrl+J"));
        chooseQueue();
        button(*sheet, "Reset")->click();
        press(Qt::Key_Escape);
        press(Qt::Key_1, Qt::ControlModifier);
        press(Qt::Key_J, Qt::ControlModifier);
        QCOMPARE(m_run->window().page(), QString("create"));
        QVERIFY(!m_run->services().settings().shortcut("page-queue"));
    }

    void textsNameTheKeysThatHold()
    {
        auto& commands = m_run->window().commands();
        const auto seen = [&] {
            QStringList all;
            for (const auto* label : m_run->window().findChildren<QLabel*>())
                all << label->text();
            for (const auto* button : m_run->window().findChildren<QAbstractButton*>())
                all << button->text() << button->toolTip();
            return all.join('\n');
        };
        QVERIFY(seen().contains("Press Ctrl+Enter for your first picture.") && seen().contains("Esc to cancel"));
        QVERIFY(seen().contains("Queue (Ctrl+4)"));
        commands.remap("generate", QKeySequence("Ctrl+J"));
        commands.remap("cancel", QKeySequence("Ctrl+D"));
        commands.remap("page-queue", QKeySequence());
        QVERIFY(seen().contains("Press Ctrl+J for your first picture.") && seen().contains("Ctrl+D to cancel"));
        QVERIFY(!seen().contains("Ctrl+Enter") && !seen().contains("Ctrl+4"));
        for (const char* id : {"generate", "cancel", "page-queue"})
            commands.remap(id, std::nullopt);
    }

    void aSecondStartHandsItsFilesOver()
    {
        QTemporaryDir folder;
        app::SingleInstance first(folder.path());
        QVERIFY(first.isFirst());
        QSignalSpy raised(&first, &app::SingleInstance::raiseWanted);
        auto second = QtConcurrent::run([path = folder.path()] {
            const app::SingleInstance instance(path);
            return !instance.isFirst() && instance.handOver({"/a picture.png", "/b.png"});
        });
        QTRY_COMPARE(raised.size(), 1);
        QCOMPARE(raised[0][0].toStringList(), (QStringList{"/a picture.png", "/b.png"}));
        QTRY_VERIFY(second.isFinished());
        QVERIFY(second.result());
    }

private:
    std::unique_ptr<WindowRun> m_run;
};

QTEST_MAIN(TstReaching)
#include "tst_reaching.moc"
