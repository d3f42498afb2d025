#include "core/worker/processors.h"

#include <QTemporaryDir>
#include <QtTest>

#include <sched.h>

using namespace reverie::worker;

/// On folders that stand for /sys of other machines; the processors that this test may use are the real ones.
class TstProcessors final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        cpu_set_t allowed;
        QCOMPARE(::sched_getaffinity(0, sizeof(allowed), &allowed), 0);
        for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu)
            if (CPU_ISSET(cpu, &allowed))
                m_cpus << cpu;
    }

    void init() { m_folder.emplace(); }

    void countsTheProcessorsOfAnUnknownMachine() { QCOMPARE(threads(), static_cast<int>(m_cpus.size())); }

    void countsTwoThreadsOfACoreOnce()
    {
        for (const int cpu : m_cpus)
            put(QStringLiteral("devices/system/cpu/cpu%1/topology/thread_siblings_list").arg(cpu), "0-1\n");
        QCOMPARE(threads(), 1);
    }

    void obeysTheQuotaOfAContainer_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<bool>("isOne");
        QTest::newRow("half a processor") << QByteArray("50000 100000\n") << true;
        QTest::newRow("one processor") << QByteArray("100000 100000\n") << true;
        QTest::newRow("many") << QByteArray("99900000 100000\n") << false;
        QTest::newRow("no limit") << QByteArray("max 100000\n") << false;
        QTest::newRow("nonsense") << QByteArray("1 2 3\n") << false;
        QTest::newRow("negative") << QByteArray("-1 100000\n") << false;
        QTest::newRow("no period") << QByteArray("100000 0\n") << false;
    }

    void obeysTheQuotaOfAContainer()
    {
        QFETCH(QByteArray, content);
        QFETCH(bool, isOne);
        put("fs/cgroup/cpu.max", content);
        QCOMPARE(threads(), isOne ? 1 : static_cast<int>(m_cpus.size()));
    }

private:
    int threads() const { return computingThreads(m_folder->path() + QLatin1Char('/')); }

    void put(const QString& name, const QByteArray& content)
    {
        const QFileInfo info(m_folder->filePath("sys/" + name));
        QVERIFY(info.dir().mkpath("."));
        QFile file(info.filePath());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }

    QList<int> m_cpus;
    std::optional<QTemporaryDir> m_folder;
};

QTEST_APPLESS_MAIN(TstProcessors)
#include "tst_processors.moc"
