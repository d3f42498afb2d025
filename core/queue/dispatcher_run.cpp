#include "core/base/when_done.h"
#include "core/queue/dispatcher.h"
#include "core/request/typed_values.h"
#include "core/request/validate.h"
#include "core/weights/model_stamp.h"

#include <QFileInfo>

/// The half of the dispatcher that runs jobs: from waiting to saved pictures.
namespace reverie::queue {
namespace {

constexpr std::size_t kFaultsBorne = 3;
constexpr qint64 kFaultSpanSeconds = 300;

/// The first pictures that are missing side by side: {first, count}; count 0 = none is.
std::pair<int, int> firstGap(const QueueJob& job)
{
    int first = 0;
    while (first < job.request.count && job.pictures.contains(first))
        ++first;
    int end = first;
    while (end < job.request.count && !job.pictures.contains(end))
        ++end;
    return {first, end - first};
}

Result<request::GenerationRequest> onlyJudged(request::GenerationRequest request)
{
    return request::validate(request).map([&] { return std::move(request); });
}

Result<OutputPlan> planFor(const QString& target, const QString& pictures, int count)
{
    return OutputPlan::make({target, pictures, QDate::currentDate(), count, false});
}

}  // namespace

/// What a run begins with.
struct Dispatcher::Start {
    PictureJob job;
    int first = 0;
};

void Dispatcher::startSoon()
{
    if (std::exchange(m_isStartDue, true))
        return;
    QMetaObject::invokeMethod(this, &Dispatcher::startNext, Qt::QueuedConnection);
}

void Dispatcher::startNext()
{
    m_isStartDue = false;
    if (!m_isOpen || m_isPaused || m_isParking || m_current || m_unsaved > 0)
        return;
    if (m_forever && waiting() == 0)
        enqueue(*m_forever);
    QueueJob* job = m_list.nextWaiting();
    if (job == nullptr)
        return;
    job->state = JobState::Running;
    job->error.reset();
    job->remark.clear();
    if (!job->seed)
        job->seed = job->request.seed ? *job->request.seed : request::drawSeed();
    m_isPrecise = false;
    begin(*job);
    if (m_forever && waiting() == 0)
        enqueue(*m_forever);
}

void Dispatcher::begin(QueueJob& job)
{
    m_current = job.key;
    m_isLaunched = m_canKeep = m_isStopping = m_isSkipping = false;
    job.started = QDateTime::currentDateTimeUtc();
    announce(job);
    QueueJob asRun = job;
    if (m_isPrecise)
        asRun.request.dtype = request::DType::Fp32;
    // Behind the row in the same thread: the job runs when it is on the disk.
    auto preparing = m_keeper.run(
        [this, asRun, pictures = m_pictures] { return std::make_shared<Result<Start>>(prepare(asRun, pictures)); });
    whenDone(preparing, this,
        [this, key = job.key](const std::shared_ptr<Result<Start>>& start) { launch(key, std::move(*start)); });
}

Result<Dispatcher::Start> Dispatcher::prepare(const QueueJob& job, const QString& pictures)
{
    auto request = m_options.prepare ? m_options.prepare(job.request) : onlyJudged(job.request);
    if (!request)
        return failWith(std::move(request));
    const auto [first, count] = firstGap(job);
    request->seed = *job.seed + static_cast<std::uint64_t>(first);
    request->count = count;
    request->batch = std::min(request->batch, count);
    auto output = planFor({}, pictures, count);
    if (!output)
        return failWith(std::move(output));
    m_keeper.setFolderNow(job.key, output->folder());
    QString stamp = weights::modelStamp(request->model, request->vae);
    return Start{{std::move(*request), std::move(*output), {}, io::IfExists::Refuse, std::move(stamp)}, first};
}

void Dispatcher::launch(JobKey key, Result<Start> start)
{
    QueueJob* job = m_list.find(key);
    Q_ASSERT(job != nullptr && m_current == key);
    if (m_isStopping || m_isParking)
        return conclude({Error{ErrorCode::Cancelled, {}, {}, {}}, 0, 0, {}});
    if (!start)
        return conclude({start.error(), 0, 0, {}});
    job->folder = start->job.output.folder();
    m_first = start->first;
    m_image = 0;
    m_resolved = start->job.request;  // until the model is there and says more
    m_isLaunched = true;
    m_runner.start(std::move(start->job));
}

void Dispatcher::onSaved(SavedPicture picture)
{
    QueueJob* job = m_current ? m_list.find(*m_current) : nullptr;
    if (job == nullptr)
        return;
    picture.index += m_first;
    picture.path = QFileInfo(picture.path).absoluteFilePath();
    job->pictures[picture.index] = picture.path;
    m_keeper.addPicture(job->key, picture.index, picture.path);
    Q_EMIT pictureSaved(job->key, picture);
    Q_EMIT jobChanged(job->key);
}

void Dispatcher::onFinished(const RunOutcome& outcome)
{
    m_isLaunched = m_canKeep = false;
    m_patience.stop();
    conclude(outcome);
}

void Dispatcher::conclude(const RunOutcome& outcome)
{
    QueueJob& job = *m_list.find(*m_current);
    const bool wasSkipped = m_isSkipping && !m_isStopping && !m_isParking;
    if (!outcome.error)
        Q_EMIT measured(m_resolved, m_model, outcome.times);
    if (wasSkipped)
        for (int image = m_image; image < std::min(m_image + m_resolved.batch, m_resolved.count); ++image)
            if (job.pictures.emplace(m_first + image, QString()).second)
                m_keeper.addPicture(job.key, m_first + image, {});
    m_unsaved = outcome.unsaved;
    if (m_unsaved > 0 || (outcome.error && outcome.error->code == ErrorCode::DiskFull)) {
        // The pictures stay with the runner, the job stays the current one until they are saved or given up.
        if (m_unsaved == 0)
            end(JobState::Waiting, outcome.error);
        else if (m_isParking)
            finishParking();
        return pauseFor(*outcome.error);
    }
    if (job.isComplete())
        return end(JobState::Done, std::nullopt);
    if (m_isParking)
        return end(JobState::Interrupted, std::nullopt);
    if (outcome.error && !wasSkipped && canBeMorePrecise(*outcome.error)) {
        m_isPrecise = true;
        job.remark = QStringLiteral("with short numbers %1; the picture is computed once more with 32 bits")
                         .arg(outcome.error->detail);
        Q_EMIT remarked(job.key, job.remark);
        return begin(job);
    }
    if (outcome.error && !wasSkipped)
        return end(m_isStopping ? JobState::Cancelled : JobState::Failed, outcome.error);
    begin(job);  // what was skipped, or a gap further on
}

bool Dispatcher::canBeMorePrecise(const Error& error) const
{
    return error.code == ErrorCode::InvalidNumbers && !m_isPrecise && !m_isStopping &&
        m_model.dtype != QLatin1String("fp32");
}

void Dispatcher::waitForStep(double secondsPerStep)
{
    constexpr double kManySteps = 20'000;  // milliseconds of twenty steps of a second
    setStalled(false);
    m_patience.start(std::max(m_options.stallMs, static_cast<int>(std::min(secondsPerStep * kManySteps, 1e9))));
}

void Dispatcher::end(JobState state, const std::optional<Error>& error)
{
    QueueJob& job = *m_list.find(*m_current);
    job.state = state;
    job.error = state == JobState::Cancelled ? std::nullopt : error;
    job.isStalled = false;
    job.hadOnlyCpu = m_runner.hasOnlyCpu();
    m_current.reset();
    announce(job);
    if (state == JobState::Failed) {
        m_forever.reset();  // what failed once would fail again and again
        noteFault(*error);
    }
    forgetOldest();
    if (m_isParking)
        return finishParking();
    startSoon();
}

void Dispatcher::noteFault(const Error& error)
{
    if (error.code != ErrorCode::DeviceLost && error.code != ErrorCode::WorkerDied)
        return;
    const QDateTime now = QDateTime::currentDateTimeUtc();
    m_faults.push_back(now);
    if (m_faults.size() > kFaultsBorne)
        m_faults.pop_front();
    if (m_faults.size() < kFaultsBorne || m_faults.front().secsTo(now) > kFaultSpanSeconds)
        return;
    m_faults.clear();
    m_hasDeviceFailed = m_model.device != QLatin1String("cpu");
    Error reason = error;
    reason.detail =
        QStringLiteral("the engine failed three times in five minutes, at last because %1").arg(error.detail);
    reason.remedy = m_hasDeviceFailed ? QStringLiteral("choose another device, such as the CPU, or go on to try again")
                                      : QStringLiteral("go on to try again");
    pauseFor(reason);
}

void Dispatcher::pauseAfterCurrent()
{
    m_isPauseWanted = true;
    if (std::exchange(m_isPaused, true))
        return;
    Q_EMIT paused({});
}

void Dispatcher::pauseFor(const Error& reason)
{
    m_isPaused = true;
    m_isDiskFull = reason.code == ErrorCode::DiskFull;
    Q_EMIT paused(sentence(reason));
}

void Dispatcher::resume()
{
    m_isPauseWanted = false;
    if (m_unsaved > 0)
        return saveAgain();
    if (!std::exchange(m_isPaused, false))
        return;
    m_hasDeviceFailed = false;
    Q_EMIT resumed();
    startSoon();
}

void Dispatcher::useCpu()
{
    const auto change = [](request::GenerationRequest& request) {
        request.device = QStringLiteral("cpu");
        request.dtype = request::DType::Auto;
    };
    if (m_forever)
        change(*m_forever);
    std::vector<JobKey> keys;
    for (const QueueJob& job : m_list.jobs())
        if (job.state == JobState::Waiting)
            keys.push_back(job.key);
    for (const JobKey key : keys) {
        QueueJob& job = *m_list.find(key);
        change(job.request);
        announce(job);
    }
    resume();
}

void Dispatcher::saveAgain(const QString& elsewhere)
{
    if (m_unsaved == 0 || m_isSaving)
        return;
    m_isSaving = true;
    auto planning = m_keeper.run([this, elsewhere, pictures = m_pictures, count = m_unsaved, key = *m_current] {
        auto plan = planFor(elsewhere, pictures, count);
        if (plan)
            m_keeper.setFolderNow(key, plan->folder());
        return std::make_shared<Result<OutputPlan>>(std::move(plan));
    });
    whenDone(planning, this, [this](const std::shared_ptr<Result<OutputPlan>>& plan) {
        if (!*plan)
            return onSavedAgain(m_unsaved, plan->error());
        m_list.find(*m_current)->folder = (*plan)->folder();
        m_runner.saveAgainSoon(std::move(**plan));
    });
}

void Dispatcher::onSavedAgain(int left, const std::optional<Error>& why)
{
    m_isSaving = false;
    m_unsaved = left;
    if (left > 0)
        return pauseFor(*why);
    finishUnsaved(JobState::Waiting);
}

void Dispatcher::dropUnsaved()
{
    if (m_unsaved == 0 || m_isSaving)
        return;
    m_unsaved = 0;
    finishUnsaved(JobState::Cancelled);
}

void Dispatcher::finishUnsaved(JobState ifIncomplete)
{
    const bool isComplete = m_list.find(*m_current)->isComplete();
    end(isComplete ? JobState::Done : m_isStopping ? JobState::Cancelled : ifIncomplete, std::nullopt);
    if (m_isPauseWanted)
        Q_EMIT paused({});
    else
        resume();
}

void Dispatcher::park()
{
    if (std::exchange(m_isParking, true))
        return;
    if (m_current && m_isLaunched)
        m_runner.cancel();
    else if (!m_current || m_unsaved > 0)
        finishParking();
}

void Dispatcher::finishParking()
{
    whenDone(m_keeper.run([] { return true; }), this, [this](bool) { Q_EMIT parked(); });
}

}  // namespace reverie::queue
