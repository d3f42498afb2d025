#include "core/engine/devices.h"

#include <ATen/ATen.h>

#include <QFile>
#include <QTest>

#include <sys/mman.h>

using namespace reverie::engine;

namespace {

constexpr std::int64_t kMiB = std::int64_t{1} << 20;

/// Of the address space.
std::int64_t mappedBytes()
{
    QFile statm(QStringLiteral("/proc/self/statm"));
    return statm.open(QIODevice::ReadOnly) ? statm.readAll().split(' ').front().toLongLong() * 4096 : 0;
}

at::Tensor block(std::int64_t mib)
{
    return at::empty({mib * kMiB}, at::kByte);
}

}  // namespace

class TstKeptMemory final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { configureMemory(); }

    void smallBlocksBecomeALargeOneAndBack()
    {
        std::vector<at::Tensor> small;
        for (int i = 0; i < 8; ++i)
            small.push_back(block(16));
        const std::int64_t before = mappedBytes();
        small.clear();
        const at::Tensor large = block(126);
        QCOMPARE_LE(mappedBytes(), before + kMiB);
    }

    /// What others map goes right below what they have mapped before, where ours must not lie.
    void blocksOfOthersDoNotComeBetween()
    {
        releaseKeptMemory();
        std::vector<at::Tensor> small;
        std::vector<void*> others;
        for (int i = 0; i < 8; ++i) {
            small.push_back(block(16));
            others.push_back(mmap(nullptr, 1024 * kMiB, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
        }
        const std::int64_t before = mappedBytes();
        small.clear();
        const at::Tensor large = block(126);
        QCOMPARE_LE(mappedBytes(), before + kMiB);
        for (void* other : others)
            munmap(other, 1024 * kMiB);
    }

    void aLargerBlockMapsOnlyWhatIsMissing()
    {
        releaseKeptMemory();
        (void)block(64);
        const std::int64_t before = mappedBytes();
        const at::Tensor larger = block(80);
        QCOMPARE_LE(mappedBytes(), before + 20 * kMiB);
    }

    void goesBackToTheSystemWhenItIsTold()
    {
        (void)block(256);
        const std::int64_t before = mappedBytes();
        releaseKeptMemory();
        QCOMPARE_LE(mappedBytes(), before - 256 * kMiB);
    }
};

QTEST_GUILESS_MAIN(TstKeptMemory)
#include "tst_kept_memory.moc"
