#pragma once

#include "core/engine/picture.h"
#include "core/request/generation_events.h"

#include <ATen/core/Tensor.h>

#include <QElapsedTimer>

#include <vector>

namespace reverie::engine {

/// Tells the observer how one batch comes along: progress at every step, previews at most four times a second.
class StepReporter final {
public:
    /// What stays the same during a batch.
    struct Batch {
        int firstImage = 0;
        int steps = 0;  ///< in all; 0 while nobody knows
    };

    StepReporter(request::GenerationObserver& observer, const PreviewProjection& projection, Batch batch);

    /// Announces step 0 of the batch and starts the clock.
    void start();
    /// \param estimate the pictures as they are believed to become, [B, C, h, w]
    void step(int step, const at::Tensor& estimate);

    /// Seconds of every step so far.
    [[nodiscard]] const std::vector<double>& seconds() const { return m_seconds; }
    /// What the latest step was told; undefined before the first.
    [[nodiscard]] const at::Tensor& estimate() const { return m_estimate; }
    [[nodiscard]] request::Stop reached() const { return {m_step, m_batch.steps}; }

private:
    void sendPreviews(int step, const at::Tensor& estimate);

    request::GenerationObserver& m_observer;
    const PreviewProjection& m_projection;
    Batch m_batch;
    QElapsedTimer m_sinceStep;
    QElapsedTimer m_sincePreview;
    std::vector<double> m_seconds;
    at::Tensor m_estimate;
    int m_step = 0;
};

}  // namespace reverie::engine
