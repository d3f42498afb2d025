#include "app/reverie/bench_run.h"

#include "app/reverie/unet_work.h"
#include "core/image/png_writer.h"
#include "core/request/validate.h"

#include <nlohmann/json.hpp>

namespace reverie::app {
namespace {

using worker::JobId;
using worker::WorkerClient;

constexpr int kTokens = 77;  // the prompt is short: one chunk

/// One step runs the UNet once, or twice where guidance compares with the negative prompt.
double operationsPerStep(const nlohmann::json& config, const BenchResult& result)
{
    if (config.is_null())
        return 0;
    const int factor = result.model.vaeFactor;
    const double passes = *result.request.guidanceScale == 1 ? 1 : 2;
    return passes * result.request.batch *
        unetOperations(config, *result.request.width / factor, *result.request.height / factor, kTokens);
}

double encodingSeconds(const request::RgbImage& picture)
{
    QElapsedTimer clock;
    clock.start();
    std::ignore = image::encodePng(picture, {});
    return static_cast<double>(clock.nsecsElapsed()) / 1e9;
}

}  // namespace

BenchRun::BenchRun(WorkerClient& worker, request::GenerationRequest request, int runs, nlohmann::json unetConfig)
    : m_worker(worker), m_runs(runs), m_unetConfig(std::make_unique<nlohmann::json>(std::move(unetConfig)))
{
    m_result.request = std::move(request);
    connect(&worker, &WorkerClient::ready, this,
        [this](const worker::EngineFacts& engine) { m_result.threads = engine.threads; });
    connect(&worker, &WorkerClient::loading, this,
        [this](JobId, double fraction, const QString& what) { Q_EMIT loading(fraction, what); });
    connect(&worker, &WorkerClient::loaded, this, [this](JobId, const request::ModelFacts& model) { onLoaded(model); });
    connect(&worker, &WorkerClient::progress, this,
        [this](JobId, const request::Progress& progress) { Q_EMIT this->progress(m_run, progress); });
    connect(&worker, &WorkerClient::image, this, [this](JobId, const request::GeneratedImage& image) {
        m_result.encodings.push_back(encodingSeconds(image.picture));
    });
    connect(&worker, &WorkerClient::done, this, [this](JobId, const request::RunTimes& times) { onDone(times); });
    connect(&worker, &WorkerClient::failed, this, [this](JobId, const Error& error) { Q_EMIT finished(error); });
}

BenchRun::~BenchRun() = default;

void BenchRun::start()
{
    const request::GenerationRequest& request = m_result.request;
    m_clock.start();
    m_job = m_worker.load({request.model, request.vae, request.device, request.dtype});
}

void BenchRun::cancel()
{
    m_worker.cancel(m_job);
}

void BenchRun::onLoaded(const request::ModelFacts& model)
{
    m_result.load = static_cast<double>(m_clock.nsecsElapsed()) / 1e9;
    m_result.model = model;
    auto request = request::resolve(std::move(m_result.request), model);
    if (!request) {
        Q_EMIT finished(request.error());
        return;
    }
    m_result.request = std::move(*request);
    m_result.operationsPerStep = operationsPerStep(*m_unetConfig, m_result);
    next();
}

void BenchRun::onDone(const request::RunTimes& times)
{
    m_result.texts.push_back(times.text);
    m_result.steps.insert(m_result.steps.end(), times.steps.begin(), times.steps.end());
    m_result.vaes.push_back(times.vae);
    m_result.pictures.push_back(static_cast<double>(m_runClock.nsecsElapsed()) / 1e9);
    m_result.peakBytes = std::max(m_result.peakBytes, times.peakBytes);
    ++m_run;
    if (m_run < m_runs)
        next();
    else
        Q_EMIT finished(std::nullopt);
}

void BenchRun::next()
{
    m_runClock.start();
    m_job = m_worker.generate(m_result.request);
}

}  // namespace reverie::app
