#include "core/queue/queue_keeper.h"

#include "core/queue/leftover_pictures.h"

namespace reverie::queue {
namespace {

/// After a crash: pictures that were saved and not noted are, and what was unfinished is Interrupted, or Done when
/// nothing is missing. Returns the jobs that changed.
std::vector<QueueJob> settle(std::vector<QueueJob>& jobs)
{
    std::vector<QueueJob> changed;
    QSet<QString> recorded;
    for (const QueueJob& job : jobs)
        for (const auto& [index, path] : job.pictures)
            recorded.insert(path);
    for (QueueJob& job : jobs) {
        if (!job.isUnfinished())
            continue;
        for (const auto& [index, path] : leftoverPictures(job, recorded)) {
            job.pictures.emplace(index, path);
            recorded.insert(path);
        }
        job.state = job.isComplete() ? JobState::Done : JobState::Interrupted;
        changed.push_back(job);
    }
    return changed;
}

}  // namespace

QueueKeeper::QueueKeeper(QString file, std::function<void(const Error&)> complain)
    : m_file(std::move(file)), m_complain(std::move(complain))
{
}

QueueKeeper::~QueueKeeper()
{
    std::ignore = m_thread.run([this] { m_store.reset(); });  // the database goes where it came
    m_thread.finish();
}

QFuture<FoundQueue> QueueKeeper::open()
{
    return m_thread.run([this] { return openNow(); });
}

FoundQueue QueueKeeper::openNow()
{
    if (m_file.isEmpty())
        return {};
    auto store = QueueStore::open(m_file);
    if (!store)
        return {{}, QStringLiteral("The queue is not kept: ") + sentence(store.error())};
    m_store = std::move(*store);
    auto jobs = m_store->jobs();
    if (!jobs)
        return {{}, sentence(jobs.error())};
    note(m_store->put(settle(*jobs)));
    return {std::move(*jobs), m_store->note()};
}

void QueueKeeper::put(std::vector<QueueJob> jobs)
{
    std::ignore = m_thread.run([this, jobs = std::move(jobs)] {
        if (m_store)
            note(m_store->put(jobs));
    });
}

void QueueKeeper::remove(std::vector<JobKey> keys)
{
    std::ignore = m_thread.run([this, keys = std::move(keys)] {
        if (m_store)
            note(m_store->remove(keys));
    });
}

void QueueKeeper::addPicture(JobKey key, int index, const QString& path)
{
    std::ignore = m_thread.run([this, key, index, path] {
        if (m_store)
            note(m_store->addPicture(key, index, path));
    });
}

void QueueKeeper::setFolderNow(JobKey key, const QString& folder)
{
    if (m_store)
        note(m_store->setFolder(key, folder));
}

void QueueKeeper::note(const Result<void>& written)
{
    if (!written && !std::exchange(m_hasComplained, true))
        m_complain(written.error());
}

}  // namespace reverie::queue
