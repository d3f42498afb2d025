#include "core/worker/worker_client.h"

#include <QTimer>

#include <utility>

namespace reverie::worker {

WorkerClient::WorkerClient(WorkerOptions options, QObject* parent) : QObject(parent), m_options(std::move(options)) { }

WorkerClient::~WorkerClient() = default;

void WorkerClient::start()
{
    process();
}

JobId WorkerClient::load(const LoadOptions& options)
{
    m_loadedAfter[m_latest + 1] = options;
    return submit(message::Load{0, options});
}

JobId WorkerClient::generate(const request::GenerationRequest& request, int stopAfter)
{
    return submit(message::Generate{0, request, stopAfter});
}

JobId WorkerClient::unload()
{
    m_loadedAfter[m_latest + 1] = std::nullopt;
    return submit(message::Unload{});
}

void WorkerClient::cancel(JobId job)
{
    if (!m_ledger.isOpen(job) || !m_process)
        return;
    [[maybe_unused]] const auto sent = m_process->send(message::Cancel{job});
    QTimer::singleShot(m_options.cancelMs, m_process, [this, job] {
        if (m_ledger.isOpen(job))
            m_process->end({ErrorCode::Cancelled, QStringLiteral("the job was cancelled"), {}, {}});
    });
}

void WorkerClient::stop(JobId job)
{
    if (m_ledger.isOpen(job) && m_process) [[maybe_unused]]
        const auto sent = m_process->send(message::Cancel{job, true});
}

void WorkerClient::quit()
{
    if (!m_process)
        return;
    m_process->retire();
    onEnded({ErrorCode::Cancelled, QStringLiteral("the engine was asked to end"), {}, {}});
}

void WorkerClient::askStats()
{
    if (m_process) [[maybe_unused]]
        const auto sent = m_process->send(message::AskStats{});
}

template <typename Message>
JobId WorkerClient::submit(Message message)
{
    const JobId job = ++m_latest;
    message.job = job;
    if (auto sent = process().send(message); !sent) {
        const auto tell = [this, job, error = sent.error()] { Q_EMIT failed(job, error); };
        QMetaObject::invokeMethod(this, tell, Qt::QueuedConnection);
        return job;
    }
    m_ledger.open(message);
    return job;
}

WorkerProcess& WorkerClient::process()
{
    if (!m_process) {
        const WorkerProcess::Listener listener{
            .ready = [this](const EngineFacts& engine) { Q_EMIT ready(engine); },
            .received = [this](FromWorker message) { onReceived(std::move(message)); },
            .logged = [this](const QString& line) { Q_EMIT logged(line); },
            .ended = [this](const Error& why) { onEnded(why); },
        };
        m_process = new WorkerProcess(m_options, listener, this);
    }
    return *m_process;
}

void WorkerClient::onReceived(FromWorker message)
{
    if (const auto accepted = m_ledger.accept(message); !accepted)
        return m_process->breach(accepted.error());
    std::visit([this](auto& each) { handle(each); }, message);
}

void WorkerClient::onEnded(const Error& why)
{
    forget(m_ledger.closeAll(), why);
}

void WorkerClient::forget(const std::vector<JobId>& jobs, const Error& why)
{
    m_process = nullptr;
    m_loaded.reset();
    m_loadedAfter.clear();
    for (const JobId job : jobs)
        Q_EMIT failed(job, why);
    Q_EMIT ended(why);
}

void WorkerClient::onDeviceLost(const message::Failed& failed)
{
    // It stays lost for the process that had it.
    m_process->retire();
    std::vector<JobId> jobs = m_ledger.closeAll();
    jobs.insert(jobs.begin(), failed.job);
    forget(jobs, failed.error);
}

void WorkerClient::noteLoaded(JobId job)
{
    if (const auto after = m_loadedAfter.extract(job))
        m_loaded = after.mapped();
}

void WorkerClient::handle(message::Loading& loading)
{
    Q_EMIT this->loading(loading.job, loading.fraction, loading.what);
}

void WorkerClient::handle(message::Loaded& loaded)
{
    noteLoaded(loaded.job);
    Q_EMIT this->loaded(loaded.job, loaded.model);
}

void WorkerClient::handle(message::Progress& progress)
{
    Q_EMIT this->progress(progress.job, progress.progress);
}

void WorkerClient::handle(message::Preview& preview)
{
    Q_EMIT this->preview(preview.job, preview.preview);
}

void WorkerClient::handle(message::Latents&)
{
    // The ledger keeps them for their image.
}

void WorkerClient::handle(message::Image& image)
{
    Q_EMIT this->image(image.job, image.image);
}

void WorkerClient::handle(message::Done& done)
{
    noteLoaded(done.job);
    Q_EMIT this->done(done.job, done.times);
}

void WorkerClient::handle(message::Failed& failed)
{
    if (failed.error.code == ErrorCode::DeviceLost)
        return onDeviceLost(failed);
    if (m_loadedAfter.extract(failed.job) && failed.error.code != ErrorCode::Busy)
        m_loaded.reset();
    Q_EMIT this->failed(failed.job, failed.error);
}

void WorkerClient::handle(message::Stats& stats)
{
    Q_EMIT this->stats(stats);
}

void WorkerClient::handle(message::Log& log)
{
    Q_EMIT logged(log.text);
}

}  // namespace reverie::worker
