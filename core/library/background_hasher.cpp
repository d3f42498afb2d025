#include "core/library/background_hasher.h"

#include "core/library/model_hashes.h"

#include <algorithm>
#include <iterator>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <utility>

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

/// The same for as long as the model is.
QString keyOf(const LibraryEntry& entry)
{
    return QStringLiteral("%1 %2 %3").arg(entry.modifiedMs).arg(entry.bytes).arg(entry.path);
}

}  // namespace

BackgroundHasher::BackgroundHasher(weights::HashCache& cache, QObject* parent) : QObject(parent), m_cache(cache) { }

BackgroundHasher::~BackgroundHasher()
{
    pause();
}

void BackgroundHasher::pause()
{
    const std::lock_guard lock(m_mutex);
    m_isPaused = true;
    m_round.cancel();
}

void BackgroundHasher::resume()
{
    {
        const std::lock_guard lock(m_mutex);
        if (!std::exchange(m_isPaused, false))
            return;
    }
    start();
}

void BackgroundHasher::hash(const std::vector<LibraryEntry>& models)
{
    std::vector<LibraryEntry> wanted;
    std::ranges::copy_if(models, std::back_inserter(wanted),
        [](const LibraryEntry& entry) { return entry.identity.kind != ModelKind::Unknown; });
    std::ranges::stable_sort(wanted, comesFirst);
    wanted.resize(std::min(wanted.size(), kMost));
    {
        const std::lock_guard lock(m_mutex);
        std::erase_if(wanted, [this](const LibraryEntry& each) { return m_done.contains(keyOf(each)); });
        m_wanted = std::move(wanted);
        if (std::ranges::find(m_wanted, m_current, keyOf) == m_wanted.end())
            m_round.cancel();
    }
    start();
}

void BackgroundHasher::start()
{
    const std::lock_guard lock(m_mutex);
    if (m_isPaused || std::exchange(m_isWorking, true))
        return;
    std::ignore = m_thread.run([this] {
        stepBack();
        workOff();
    });
}

void BackgroundHasher::workOff()
{
    while (const auto turn = next()) {
        Q_EMIT begun(turn->entry.id);
        if (hashOne(*turn))
            noteDone(turn->entry);
    }
}

std::optional<BackgroundHasher::Turn> BackgroundHasher::next()
{
    const std::lock_guard lock(m_mutex);
    m_isWorking = !m_isPaused && !m_wanted.empty();
    m_current = m_isWorking ? keyOf(m_wanted.front()) : QString();
    m_round = {};
    return m_isWorking ? std::optional(Turn{m_wanted.front(), m_round}) : std::nullopt;
}

bool BackgroundHasher::hashOne(const Turn& turn)
{
    const auto files = mainFiles(turn.entry.path);
    for (const QString& file : files.value_or(QStringList())) {
        const auto hash = m_cache.sha256(file, turn.cancellation);
        if (turn.cancellation.isCancelled())
            return false;
        if (hash && file == files->front())
            Q_EMIT hashed(turn.entry.id, *hash);
    }
    return true;
}

void BackgroundHasher::noteDone(const LibraryEntry& entry)
{
    const QString key = keyOf(entry);
    {
        const std::lock_guard lock(m_mutex);
        m_done.insert(key);
        std::erase_if(
            m_wanted, [&](const LibraryEntry& each) { return each.path == entry.path && keyOf(each) == key; });
        if (!m_wanted.empty())
            return;
    }
    Q_EMIT finished();
}

}  // namespace reverie::library

#include "moc_background_hasher.cpp"
