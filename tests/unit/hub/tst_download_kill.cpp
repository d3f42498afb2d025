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
        qint64 most = 0;
        QSet<int> points;
        for (int n = 1; died < (isLong ? kills : 20); ++n) {
            const qint64 held = run.heldBytes();
            run.hub.forgetRequests();
            const int point = isLong ? 1 + (n * 37) % 400 : n;
            const bool isDead = run.runUntil(point);
            died += isDead;
            QVERIFY2(run.holdsNothingWrong(), qPrintable(QString::number(n)));
            const qint64 asked = run.firstAsked();
            const qint64 repeated = asked < 0 ? 0 : held - asked;
            most = std::max(most, repeated);
            QVERIFY2(repeated >= 0 && repeated <= kMostRepeated, qPrintable(QString::number(repeated)));
            QCOMPARE(repeated, qint64{0});  // better than promised: a kill alone loses nothing that was written
            if (isDead) {
                points.insert(point);
                continue;
            }
            QVERIFY(run.isComplete());
            run.clear();
        }
        run.runUntil(0);
        QVERIFY(run.isComplete());
        qInfo("%d kills at %lld points; at most %lld bytes were asked for again", died,
            static_cast<long long>(points.size()), static_cast<long long>(most));
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
