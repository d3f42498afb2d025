#include "core/worker/worker_environment.h"

#include <QTest>

using namespace reverie::worker;

class TstWorkerEnvironment final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void letsIdleThreadsSleepSoon()
    {
        QProcessEnvironment own;
        own.insert(QStringLiteral("HOME"), QStringLiteral("/home/her"));
        const QProcessEnvironment made = workerEnvironment(own);
        QCOMPARE(made.value(QStringLiteral("GOMP_SPINCOUNT")), QStringLiteral("10000"));
        QCOMPARE(made.value(QStringLiteral("HOME")), QStringLiteral("/home/her"));
    }

    void leavesTheUsersChoice()
    {
        for (const QString& name : {QStringLiteral("GOMP_SPINCOUNT"), QStringLiteral("OMP_WAIT_POLICY")}) {
            QProcessEnvironment own;
            own.insert(name, QStringLiteral("chosen"));
            QCOMPARE(workerEnvironment(own), own);
        }
    }
};

QTEST_GUILESS_MAIN(TstWorkerEnvironment)
#include "tst_worker_environment.moc"
