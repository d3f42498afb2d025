#include "ui/main_window/toast.h"

#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QtTest>

using namespace reverie::ui;

namespace {

QString shownBy(const Toast& toast)
{
    return toast.isHidden() ? QString() : toast.findChild<QLabel*>()->text();
}

void shut(const Toast& toast)
{
    toast.findChild<QToolButton*>()->click();
}

}  // namespace

/// What is told at the window's foot.
class TstToast final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_window = std::make_unique<QWidget>();
        m_window->resize(800, 600);
        m_toast = new Toast(m_window.get());
    }

    void everyNoteHasItsTurn()
    {
        m_toast->note("One.");
        m_toast->note("Two.");
        m_toast->note("Three.");
        for (const char* note : {"One.", "Two.", "Three.", ""}) {
            QCOMPARE(shownBy(*m_toast), QString(note));
            shut(*m_toast);
        }
    }

    void whatIsToldGoesBeforeANoteAndDoesNotLoseIt()
    {
        m_window->show();
        m_toast->note("A file is broken.");
        m_toast->tell("Copied.");
        QCOMPARE(shownBy(*m_toast), QString("Copied."));
        m_toast->tell("Copied again.");
        QCOMPARE(shownBy(*m_toast), QString("Copied again."));
        shut(*m_toast);
        QCOMPARE(shownBy(*m_toast), QString("A file is broken."));
        shut(*m_toast);
        QVERIFY(m_toast->isHidden());
    }

    void aDeedMayTellOfItself()
    {
        m_toast->offer("Gone.", "Undo", [this] { m_toast->tell("Back."); });
        m_toast->findChild<QPushButton*>()->click();
        QCOMPARE(shownBy(*m_toast), QString("Back."));
    }

private:
    std::unique_ptr<QWidget> m_window;
    Toast* m_toast = nullptr;
};

QTEST_MAIN(TstToast)
#include "tst_toast.moc"
