#include "tests/support/window_run.h"

using namespace reverie;
using test::WindowRun;

namespace {

/// Notes what the window's thread does.
class ActivityWatch final : public QObject {
public:
    ActivityWatch() { qApp->installEventFilter(this); }

    QSet<const QWidget*> painted;
    int timers = 0;

protected:
    bool eventFilter(QObject* receiver, QEvent* event) override
    {
        if (event->type() == QEvent::Paint && receiver->isWidgetType())
            painted << static_cast<const QWidget*>(receiver);
        timers += event->type() == QEvent::Timer ? 1 : 0;
        return false;
    }
};

}  // namespace

/// That the window costs nothing while nobody does anything.
class TstResting final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingMovesButTheCaret()
    {
        constexpr int kSettlingMs = 1500;
        constexpr int kLookMs = 2500;
        constexpr int kMostTimers = 20;  // the caret's and the engine's pings; one animation has 150
        WindowRun run;
        QVERIFY(QTest::qWaitForWindowActive(&run.window()));
        QVERIFY(run.make("red forest", 5));
        run.prompt().setFocus();
        QTest::qWait(kSettlingMs);
        ActivityWatch watch;
        QTest::qWait(kLookMs);
        // The caret's place is painted with what lies below it and with the frame around it.
        const QWidget* caret = run.prompt().viewport();
        for (const QWidget* each : std::as_const(watch.painted))
            QVERIFY2(each == caret || each->isAncestorOf(caret) || each->inherits("QFocusFrame"),
                each->metaObject()->className());
        QVERIFY2(watch.timers <= kMostTimers, qPrintable(QString::number(watch.timers)));
    }
};

QTEST_MAIN(TstResting)
#include "tst_resting.moc"
