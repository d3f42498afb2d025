#include "core/engine/free_memory.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <optional>
#include <sys/resource.h>

using namespace reverie::engine;

/// On folders that stand for /proc and /sys of other machines.
class TstFreeMemory final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_root.emplace();
        put("proc/meminfo", "MemTotal: 9000 kB\nMemAvailable:    4000 kB\n");
    }

    void knowsTheRealMachine() { QVERIFY(freeMemoryBytes() > 1'000'000); }
    void asksTheSystem() { QCOMPARE(free(), std::uint64_t{4'096'000}); }

    void obeysTheLimitOfAContainer()
    {
        put("sys/fs/cgroup/memory.max", "3000000\n");
        put("sys/fs/cgroup/memory.current", "1000000\n");
        QCOMPARE(free(), std::uint64_t{2'000'000});
    }

    void countsFilesReadLatelyAsFree()
    {
        put("sys/fs/cgroup/memory.max", "3000000\n");
        put("sys/fs/cgroup/memory.current", "1000000\n");
        put("sys/fs/cgroup/memory.stat", "anon 1\ninactive_file 400000\nactive_file 7\n");
        QCOMPARE(free(), std::uint64_t{2'400'000});
    }

    void obeysEveryGroupAroundItsOwn()
    {
        put("proc/self/cgroup", "0::/user/one\n");
        put("sys/fs/cgroup/user/one/memory.max", "max\n");
        put("sys/fs/cgroup/user/one/memory.current", "10\n");
        put("sys/fs/cgroup/user/memory.max", "500000\n");
        put("sys/fs/cgroup/user/memory.current", "600000\n");
        QCOMPARE(free(), std::uint64_t{0});
    }

    void obeysTheLimitOfTheAddressSpace()
    {
        rlimit before{};
        QCOMPARE(getrlimit(RLIMIT_AS, &before), 0);
        put("proc/self/status", "VmSize:\t 1000000000 kB\n");
        const rlimit tight{rlim_t{1'000'000'000} * 1024 + 5, before.rlim_max};
        QCOMPARE(setrlimit(RLIMIT_AS, &tight), 0);
        const std::uint64_t left = free();
        QCOMPARE(setrlimit(RLIMIT_AS, &before), 0);
        QCOMPARE(left, std::uint64_t{5});
    }

private:
    std::uint64_t free() const { return freeMemoryBytes(m_root->path() + QLatin1Char('/')); }

    void put(const char* name, const QByteArray& content)
    {
        const QFileInfo info(m_root->filePath(QString::fromLatin1(name)));
        QVERIFY(info.dir().mkpath(QStringLiteral(".")));
        QFile file(info.filePath());
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(content), content.size());
    }

    std::optional<QTemporaryDir> m_root;
};

QTEST_GUILESS_MAIN(TstFreeMemory)
#include "tst_free_memory.moc"
