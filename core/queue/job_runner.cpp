#include "core/queue/job_runner.h"

#include "core/base/when_done.h"
#include "core/request/validate.h"

#include <QtConcurrent>

namespace reverie::queue {

using worker::JobId;
using worker::WorkerClient;

JobRunner::JobRunner(WorkerClient& worker, weights::HashCache& hashes, QObject* parent)
    : QObject(parent), m_worker(worker), m_hashes(hashes)
{
    connect(&worker, &WorkerClient::ready, this, [this](const worker::EngineFacts& engine) {
        m_engine = engine;
        m_isEngineReady = true;
    });
    connect(&worker, &WorkerClient::ended, this, [this](const Error& why) {
        const bool wasReady = std::exchange(m_isEngineReady, false);
        const bool hasTold = std::exchange(m_hasTold, false);
        if (!wasReady && !hasTold && why.code != ErrorCode::Cancelled)
            Q_EMIT engineFailed(why);
    });
    connect(&worker, &WorkerClient::loaded, this, &JobRunner::onLoaded);
    connect(&worker, &WorkerClient::image, this, &JobRunner::onImage);
    connect(&worker, &WorkerClient::done, this, &JobRunner::onDone);
    connect(&worker, &WorkerClient::failed, this, &JobRunner::onFailed);
    connect(&worker, &WorkerClient::loading, this, [this](JobId job, double fraction, const QString& what) {
        if (job == m_running)
            Q_EMIT loading(fraction, what);
    });
    connect(&worker, &WorkerClient::progress, this, [this](JobId job, const request::Progress& progress) {
        if (job == m_running)
            Q_EMIT this->progress(progress);
    });
    connect(&worker, &WorkerClient::preview, this, [this](JobId job, const request::Preview& preview) {
        if (job == m_running)
            Q_EMIT this->preview(preview);
    });
}

JobRunner::~JobRunner()
{
    m_hashing.cancel();
    m_savingThread.finish();
}

void JobRunner::start(PictureJob job)
{
    Q_ASSERT(!m_job);
    m_job = std::move(job);
    m_outcome = {};
    m_saver.reset();
    const request::GenerationRequest& request = m_job->request;
    const worker::LoadOptions wanted{request.model, request.vae, request.device, request.dtype};
    if (m_worker.loadedModel() == wanted && m_job->modelStamp == m_modelStamp)
        QMetaObject::invokeMethod(this, &JobRunner::generate, Qt::QueuedConnection);
    else
        m_running = m_worker.load(wanted);
}

void JobRunner::cancel()
{
    if (!m_job)
        return;
    noteError({ErrorCode::Cancelled, QStringLiteral("the run was cancelled"), {}, {}});
    if (m_saving == 0)
        m_hashing.cancel();
    m_worker.cancel(m_running);
}

void JobRunner::stop()
{
    if (!m_saver)
        return cancel();
    if (!m_job)
        return;
    noteError({ErrorCode::Cancelled, QStringLiteral("the run was stopped"), {}, {}});
    m_worker.stop(m_running);
}

SavingAgain JobRunner::saveAgain(std::optional<OutputPlan> elsewhere)
{
    Q_ASSERT(!m_job);
    return m_saver ? m_saver->saveAgain(std::move(elsewhere)) : SavingAgain();
}

void JobRunner::saveAgainSoon(std::optional<OutputPlan> elsewhere)
{
    Q_ASSERT(!m_job && m_saver);
    // One after the other, so that those which are saved before one fails are told too.
    auto trying = m_savingThread.run(
        [saver = m_saver, place = std::move(elsewhere)]() mutable { return saver->saveAgain(std::move(place)); });
    whenDone(trying, this, [this](const SavingAgain& again) {
        for (const SavedPicture& picture : again.saved)
            Q_EMIT saved(picture);
        Q_EMIT savedAgain(again.left, again.error);
    });
}

void JobRunner::onLoaded(JobId job, const request::ModelFacts& model)
{
    if (!m_job || job != m_running)
        return;
    m_model = model;
    m_modelStamp = m_job->modelStamp;
    Q_EMIT loaded(model);
    generate();
}

void JobRunner::generate()
{
    m_running = 0;
    if (m_outcome.error)
        return finishWhenIdle();
    const auto request = resolve();
    if (!request) {
        noteError(request.error());
        return finishWhenIdle();
    }
    Q_EMIT resolved(*request);
    startSaver(*request);
    m_running = m_worker.generate(*request);
}

Result<request::GenerationRequest> JobRunner::resolve() const
{
    request::GenerationRequest wanted = m_job->request;
    wanted.wantLatents = !m_job->latentsFile.isEmpty();
    auto request = request::resolve(std::move(wanted), m_model);
    if (!request)
        return request;
    if (auto room = m_job->output.checkRoom(request->count, *request->width, *request->height); !room)
        return failWith(std::move(room));
    return request;
}

void JobRunner::startSaver(const request::GenerationRequest& request)
{
    image::PictureFacts facts;
    facts.request = request;
    facts.model = m_model;
    facts.engineVersion = m_engine.version;
    facts.torchVersion = m_engine.torchVersion;
    m_saver = std::make_shared<PictureSaver>(m_job->output, std::move(facts));
    m_hashing = {};
    std::ignore = m_savingThread.run(
        [saver = m_saver, hashes = &m_hashes, cancellation = m_hashing] { saver->hashWeights(*hashes, cancellation); });
}

void JobRunner::onImage(JobId job, const request::GeneratedImage& image)
{
    if (!m_job || job != m_running)
        return;
    ++m_saving;
    auto saving = m_savingThread.run([saver = m_saver, image] { return saver->save(image); });
    whenDone(saving, this, [this](const Result<SavedPicture>& saved) { onSaved(saved); });
}

void JobRunner::onSaved(const Result<SavedPicture>& saved)
{
    --m_saving;
    if (saved) {
        ++m_outcome.saved;
        Q_EMIT this->saved(*saved);
    } else {
        noteError(saved.error());
        ++m_outcome.unsaved;
        m_worker.cancel(m_running);  // nothing more is computed for a place that takes nothing
    }
    finishWhenIdle();
}

void JobRunner::onDone(JobId job, const request::RunTimes& times)
{
    if (!m_job || job != m_running)
        return;
    m_running = 0;
    m_outcome.times = times;
    finishWhenIdle();
}

void JobRunner::onFailed(JobId job, const Error& error)
{
    if (!m_job || job != m_running)
        return;
    m_running = 0;
    m_hasTold = true;
    noteError(error);
    finishWhenIdle();
}

void JobRunner::noteError(const Error& error)
{
    if (!m_outcome.error)
        m_outcome.error = error;
}

void JobRunner::finishWhenIdle()
{
    if (m_running != 0 || m_saving != 0 || !m_job)
        return;
    m_hashing.cancel();
    m_savingThread.finish();
    const PictureJob job = *std::exchange(m_job, std::nullopt);
    if (!m_outcome.error && !job.latentsFile.isEmpty())
        if (auto saved = m_saver->saveLatents(job.latentsFile, job.latentsIfExists); !saved)
            noteError(saved.error());
    Q_EMIT finished(m_outcome);
}

}  // namespace reverie::queue
