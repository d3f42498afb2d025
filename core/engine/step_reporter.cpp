#include "core/engine/step_reporter.h"

#include <ATen/ATen.h>

#include <numeric>

namespace reverie::engine {

namespace {

constexpr qint64 kPreviewIntervalMs = 250;

}  // namespace

StepReporter::StepReporter(request::GenerationObserver& observer, const PreviewProjection& projection, Batch batch)
    : m_observer(observer), m_projection(projection), m_batch(batch)
{
}

void StepReporter::start()
{
    m_observer.onProgress({request::Phase::Sampling, m_batch.firstImage, 0, m_batch.steps, 0});
    m_sinceStep.start();
    m_sincePreview.start();
}

void StepReporter::step(int step, const at::Tensor& estimate)
{
    m_seconds.push_back(static_cast<double>(m_sinceStep.nsecsElapsed()) * 1e-9);
    m_sinceStep.start();
    m_estimate = estimate;
    m_step = step;
    const double mean =
        std::accumulate(m_seconds.begin(), m_seconds.end(), 0.0) / static_cast<double>(m_seconds.size());
    m_observer.onProgress({request::Phase::Sampling, m_batch.firstImage, step, m_batch.steps, mean});
    if (m_sincePreview.elapsed() < kPreviewIntervalMs || step == m_batch.steps)
        return;
    sendPreviews(step, estimate);
    m_sincePreview.start();
}

void StepReporter::sendPreviews(int step, const at::Tensor& estimate)
{
    for (std::int64_t i = 0; i < estimate.size(0); ++i)
        m_observer.onPreview({m_batch.firstImage + static_cast<int>(i), step, preview(m_projection, estimate[i])});
}

}  // namespace reverie::engine
