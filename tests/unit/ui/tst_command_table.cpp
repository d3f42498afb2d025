#include "ui/main_window/command_table.h"

#include <QTest>
#include <QWidget>

using namespace reverie::ui;

class TstCommandTable final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keysDoWhatHasBecomePossible()
    {
        QWidget window;
        CommandTable table(&window);
        bool isPossible = false;
        int runs = 0;
        Command command{"copy", "Copy", MenuId::Picture, Qt::CTRL | Qt::Key_J, [&runs] { ++runs; }};
        command.isPossible = [&isPossible] { return isPossible; };
        table.add(std::move(command));
        table.refresh();
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QTest::keyClick(&window, Qt::Key_J, Qt::ControlModifier);
        QCOMPARE(runs, 0);
        isPossible = true;
        QTest::keyClick(&window, Qt::Key_J, Qt::ControlModifier);
        QCOMPARE(runs, 1);
    }
};

QTEST_MAIN(TstCommandTable)
#include "tst_command_table.moc"
