#include "core/base/serial_thread.h"
#include "core/base/when_done.h"

#include <QtTest>

using namespace reverie;

class TstWhenDone final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void callsLaterEvenWhenAllIsDone()
    {
        SerialThread thread;
        auto work = thread.run([] { return 7; });
        work.waitForFinished();
        int taken = 0;
        whenDone(work, this, [&taken](int value) { taken = value; });
        QCOMPARE(taken, 0);
        QTRY_COMPARE(taken, 7);
    }

    void leavesAReceiverThatIsGoneAlone()
    {
        SerialThread thread;
        bool isTaken = false;
        {
            QObject receiver;
            whenDone(thread.run([] { return 1; }), &receiver, [&isTaken](int) { isTaken = true; });
            thread.finish();
        }
        QCoreApplication::processEvents();
        QVERIFY(!isTaken);
    }

    void keepsTheOrderOfTheWork()
    {
        SerialThread thread;
        QList<int> taken;
        for (int i = 0; i < 50; ++i)
            whenDone(thread.run([i] { return i; }), this, [&taken](int value) { taken << value; });
        QTRY_COMPARE(taken.size(), 50);
        QVERIFY(std::is_sorted(taken.begin(), taken.end()));
    }
};

QTEST_GUILESS_MAIN(TstWhenDone)
#include "tst_when_done.moc"
