#include "tests/support/download_kills.h"

using namespace reverie;
using namespace reverie::hub;

namespace {

constexpr qint64 kMostRepeated = qint64{64} << 20;

}  // namespace

/// D17 and D20 with real processes. REVERIE_KILLS=200 takes the long way.
class TstDownloadKill final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void d17_killedAtAnyFaultPoint()
    {
        const int kills = qEnvironmentVariableIntValue("REVERIE_KILLS");
        const bool isLong = kills > 0;
        DownloadKills run(isLong ? qsizetype{100} << 20 : 3'000'000);
        int died = 0;
        for (int n = 1; died < (isLong ? kills : 20); ++n) {
            const qint64 held = run.heldBytes();
            run.hub.forgetRequests();
            const bool isDead = run.runUntil(isLong ? 1 + (n * 37) % 400 : n);
            died += isDead;
            QVERIFY2(run.holdsNothingWrong(), qPrintable(QString::number(n)));
            if (const qint64 asked = run.firstAsked(); asked >= 0) {
                QVERIFY2(asked <= held, qPrintable(QString::number(asked)));
                QVERIFY2(held - asked <= kMostRepeated, qPrintable(QString::number(held - asked)));
                QCOMPARE(asked, held);  // better than promised: a kill alone loses nothing that was written
            }
            if (!isDead) {
                QVERIFY(run.isComplete());
                run.clear();
            }
        }
        run.runUntil(0);
        QVERIFY(run.isComplete());
        QVERIFY(QDir(run.cache.blobsFolder(DownloadKills::kId))
                    .entryList({"*.incomplete", "*.state"}, QDir::Files)
                    .isEmpty());
    }

    void d20_twoProcesses_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("with locks") << QStringList{"0"};
        QTest::newRow("where locks lie") << QStringList{"0", "no-locks"};
    }

    void d20_twoProcesses()
    {
        QFETCH(QStringList, arguments);
        DownloadKills run(3'000'000);
        QProcess one;
        QProcess other;
        run.start(one, arguments);
        run.start(other, arguments);
        one.waitForFinished(-1);
        other.waitForFinished(-1);
        QCOMPARE(one.exitCode(), 0);
        QCOMPARE(other.exitCode(), 0);
        QVERIFY(run.holdsNothingWrong() && run.isComplete());
        QVERIFY(QDir(run.cache.blobsFolder(DownloadKills::kId))
                    .entryList({"*.incomplete", "*.state"}, QDir::Files)
                    .isEmpty());
    }
};

QTEST_GUILESS_MAIN(TstDownloadKill)
#include "tst_download_kill.moc"
