#include "core/queue/dispatcher.h"

#include "core/base/when_done.h"
#include "core/request/typed_values.h"
#include "core/request/validate.h"

#include <algorithm>

namespace reverie::queue {
namespace {

QueueJob makeJob(const request::GenerationRequest& request)
{
    QueueJob job;
    job.key = drawJobKey();
    job.request = request;
    job.created = QDateTime::currentDateTimeUtc();
    return job;
}

}  // namespace

Dispatcher::Dispatcher(
    worker::WorkerClient& worker, weights::HashCache& hashes, DispatcherOptions options, QObject* parent)
    : QObject(parent), m_options(std::move(options)), m_runner(worker, hashes), m_pictures(m_options.pictures),
      m_keeper(m_options.queueFile, [this](const Error& error) {
          QMetaObject::invokeMethod(
              this, [this, error] { Q_EMIT notKept(sentence(error)); }, Qt::QueuedConnection);
      })
{
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        setStalled(true);
        if (m_current)
            Q_EMIT stalled(*m_current);
    });
    connectRunner();
}

Dispatcher::~Dispatcher()
{
    m_runner.cancel();
}

void Dispatcher::connectRunner()
{
    connect(&m_runner, &JobRunner::loading, this, [this](double fraction, const QString& what) {
        waitForStep(0);
        if (m_current)
            Q_EMIT loading(*m_current, fraction, what);
    });
    connect(&m_runner, &JobRunner::loaded, this, [this](const request::ModelFacts& model) {
        m_model = model;
        Q_EMIT loaded(model);
    });
    connect(&m_runner, &JobRunner::resolved, this, [this](const request::GenerationRequest& request) {
        m_resolved = request;
        if (m_current)
            Q_EMIT resolved(*m_current, request);
    });
    connect(&m_runner, &JobRunner::progress, this, [this](request::Progress progress) {
        m_image = progress.image;
        m_canKeep = progress.step > 0 || progress.phase == request::Phase::Decoding;
        waitForStep(progress.secondsPerStep);
        progress.image += m_first;
        if (m_current)
            Q_EMIT this->progress(*m_current, progress);
    });
    connect(&m_runner, &JobRunner::preview, this, [this](request::Preview preview) {
        preview.image += m_first;
        if (m_current)
            Q_EMIT this->preview(*m_current, preview);
    });
    connect(&m_runner, &JobRunner::saved, this, &Dispatcher::onSaved);
    connect(&m_runner, &JobRunner::finished, this, &Dispatcher::onFinished);
    connect(&m_runner, &JobRunner::engineFailed, this, &Dispatcher::engineFailed);
    connect(&m_runner, &JobRunner::savedAgain, this, &Dispatcher::onSavedAgain);
}

void Dispatcher::open()
{
    whenDone(m_keeper.open(), this, [this](FoundQueue found) { onOpened(std::move(found)); });
}

void Dispatcher::onOpened(FoundQueue found)
{
    const std::vector<QueueJob> older = found.jobs;
    m_keeper.put(m_list.prepend(std::move(found.jobs)));
    m_isOpen = true;
    for (const QueueJob& job : older)
        Q_EMIT jobAdded(job.key);
    Q_EMIT opened(found.note);
    forgetOldest();
    startSoon();
}

JobKey Dispatcher::add(QueueJob job, std::optional<JobKey> before)
{
    const JobKey key = job.key;
    m_keeper.put(m_list.place(std::move(job), before));
    Q_EMIT jobAdded(key);
    startSoon();
    return key;
}

JobKey Dispatcher::enqueue(const request::GenerationRequest& request, Place place)
{
    return add(makeJob(request), place == Place::Front ? m_list.front() : std::nullopt);
}

void Dispatcher::enqueueForever(const request::GenerationRequest& request)
{
    m_forever = request;
    m_forever->seed.reset();
    if (waiting() == 0)
        enqueue(*m_forever);
}

void Dispatcher::stopForever()
{
    m_forever.reset();
}

void Dispatcher::cancel(JobKey key)
{
    QueueJob* job = m_list.find(key);
    if (job == nullptr || !job->isUnfinished())
        return;
    if (m_current == key) {
        m_isStopping = true;
        if (m_isLaunched)
            m_runner.cancel();
        return;
    }
    job->state = JobState::Cancelled;
    announce(*job);
    forgetOldest();
}

void Dispatcher::stopAndKeep()
{
    if (!canKeep())
        return;
    m_isStopping = true;
    m_runner.stop();
}

void Dispatcher::cancelAllButRunning()
{
    m_forever.reset();
    std::vector<JobKey> keys;
    for (const QueueJob& job : m_list.jobs())
        if (job.state == JobState::Waiting)
            keys.push_back(job.key);
    for (const JobKey key : keys)
        cancel(key);
}

void Dispatcher::skip()
{
    if (!m_current || !m_isLaunched || m_isStopping)
        return;
    m_isSkipping = true;
    m_runner.cancel();
}

void Dispatcher::moveBefore(JobKey key, std::optional<JobKey> before)
{
    const QueueJob* job = m_list.find(key);
    if (job == nullptr || before == key)
        return;
    m_keeper.put(m_list.place(QueueJob(*job), before));
    Q_EMIT orderChanged();
}

Result<void> Dispatcher::edit(JobKey key, const request::GenerationRequest& request)
{
    QueueJob* job = m_list.find(key);
    if (job == nullptr)
        return fail(ErrorCode::NotFound, QStringLiteral("this job is not in the queue any more"));
    if (m_current == key)
        return fail(ErrorCode::Busy, QStringLiteral("this job is running"), QStringLiteral("duplicate it instead"));
    // Pictures of another request are none of this one's.
    QueueJob edited = *job;
    edited.request = request;
    edited.seed.reset();
    edited.pictures.clear();
    edited.error.reset();
    if (edited.state != JobState::Interrupted)
        edited.state = JobState::Waiting;
    *job = std::move(edited);
    announce(*job);
    startSoon();
    return {};
}

std::optional<JobKey> Dispatcher::duplicate(JobKey key)
{
    const QueueJob* job = m_list.find(key);
    if (job == nullptr)
        return std::nullopt;
    return add(makeJob(job->request), m_list.behind(key));
}

void Dispatcher::retry(JobKey key)
{
    QueueJob* job = m_list.find(key);
    if (job == nullptr || job->isComplete() || job->state == JobState::Running)
        return;
    job->state = JobState::Waiting;
    job->error.reset();
    announce(*job);
    startSoon();
}

void Dispatcher::remove(JobKey key)
{
    if (m_current == key)
        return cancel(key);
    takeOut({key});
}

void Dispatcher::clear()
{
    m_forever.reset();
    std::vector<JobKey> keys;
    for (const QueueJob& job : m_list.jobs())
        if (m_current != job.key)
            keys.push_back(job.key);
    takeOut(keys);
}

void Dispatcher::takeOut(const std::vector<JobKey>& keys)
{
    std::vector<QueueJob> taken = m_list.take(keys);
    if (taken.empty())
        return;
    m_keeper.remove(keys);
    m_removed = std::move(taken);
    for (const JobKey key : keys)
        Q_EMIT jobRemoved(key);
}

void Dispatcher::setEndedKept(int most)
{
    m_endedKept = std::max(most, 0);
    forgetOldest();
}

void Dispatcher::forgetOldest()
{
    const std::vector<JobKey> keys = m_list.endedBeyond(m_endedKept);
    if (!m_isOpen || keys.empty())
        return;
    m_list.take(keys);
    m_keeper.remove(keys);
    for (const JobKey key : keys)
        Q_EMIT jobRemoved(key);
}

void Dispatcher::undoRemoval()
{
    const std::vector<QueueJob> back = std::exchange(m_removed, {});
    m_list.putBack(back);
    m_keeper.put(back);
    for (const QueueJob& job : back)
        Q_EMIT jobAdded(job.key);
    startSoon();
}

void Dispatcher::resumeInterrupted()
{
    std::vector<JobKey> keys;
    for (const QueueJob& job : m_list.jobs())
        if (job.state == JobState::Interrupted)
            keys.push_back(job.key);
    for (const JobKey key : keys)
        retry(key);
}

void Dispatcher::dropInterrupted()
{
    std::vector<JobKey> keys;
    for (const QueueJob& job : m_list.jobs())
        if (job.state == JobState::Interrupted)
            keys.push_back(job.key);
    takeOut(keys);
}

void Dispatcher::setStalled(bool isStalled)
{
    QueueJob* job = m_current ? m_list.find(*m_current) : nullptr;
    if (job != nullptr && std::exchange(job->isStalled, isStalled) != isStalled)
        Q_EMIT jobChanged(job->key);
}

void Dispatcher::announce(const QueueJob& job)
{
    m_keeper.put({job});
    Q_EMIT jobChanged(job.key);
}

}  // namespace reverie::queue

#include "moc_dispatcher.cpp"
