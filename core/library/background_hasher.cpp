#include "core/library/background_hasher.h"

#include "core/library/model_hashes.h"

#include <algorithm>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace reverie::library {
namespace {

/// Lets others go first, but never starves: what waits for the cache's lock waits for this thread. Only a help: a
/// kernel may refuse. Source: setpriority(2), which on Linux is for one thread, and ioprio_set(2), of which the C
/// library has no wrapper.
void stepBack()
{
    constexpr int kNice = 10;
    constexpr int kOneThread = 1;                // IOPRIO_WHO_PROCESS; id 0 is this one
    constexpr int kLowestOfUsual = 2 << 13 | 7;  // IOPRIO_CLASS_BE
    std::ignore = ::setpriority(PRIO_PROCESS, 0, kNice);
    std::ignore = ::syscall(SYS_ioprio_set, kOneThread, 0, kLowestOfUsual);
}

bool comesFirst(const LibraryEntry& a, const LibraryEntry& b)
{
    if (a.identity.isModel() != b.identity.isModel())
        return a.identity.isModel();
    return a.bytes < b.bytes;
}

}  // namespace

BackgroundHasher::BackgroundHasher(weights::HashCache& cache, QObject* parent) : QObject(parent), m_cache(cache) { }

BackgroundHasher::~BackgroundHasher()
{
    m_round.cancel();
}

void BackgroundHasher::pause()
{
    m_round.cancel();
}

void BackgroundHasher::hash(const std::vector<LibraryEntry>& models)
{
    m_round.cancel();
    m_round = {};
    std::vector<LibraryEntry> wanted;
    std::ranges::copy_if(models, std::back_inserter(wanted),
        [](const LibraryEntry& entry) { return entry.identity.kind != ModelKind::Unknown; });
    std::ranges::stable_sort(wanted, comesFirst);
    wanted.resize(std::min(wanted.size(), kMost));
    std::ignore = m_thread.run([this, wanted = std::move(wanted), round = m_round] {
        stepBack();
        for (const LibraryEntry& entry : wanted) {
            const auto files = mainFiles(entry.path);
            for (const QString& file : files.value_or(QStringList())) {
                const auto hash = m_cache.sha256(file, round);
                if (round.isCancelled())
                    return;
                if (hash && file == files->front())
                    Q_EMIT hashed(entry.id, *hash);
            }
        }
        Q_EMIT finished();
    });
}

}  // namespace reverie::library

#include "moc_background_hasher.cpp"
