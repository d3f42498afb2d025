#include "ui/main_window/run_watch.h"

#include "core/queue/dispatcher.h"
#include "ui/queue/job_text.h"
#include "ui/queue/queue_model.h"
#include "ui/queue/queue_strip.h"
#include "ui/viewer/progress_card.h"
#include "ui/viewer/viewer_pane.h"

namespace reverie::ui {

QImage toQImage(const request::RgbImage& image)
{
    if (image.width <= 0 || image.height <= 0)
        return {};
    return QImage(image.pixels.data(), image.width, image.height, 3 * image.width, QImage::Format_RGB888)
        .convertToFormat(QImage::Format_RGB32);
}

QImage enlarged(QImage image)
{
    constexpr int kSmooth = 256;  // from here on one bilinear step shows no grid
    while (!image.isNull() && std::max(image.width(), image.height()) < kSmooth)
        image = image.scaled(2 * image.size(), Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    return image;
}

RunWatch::RunWatch(
    queue::Dispatcher& dispatcher, ViewerPane& viewer, QueueStrip& strip, QueueModel& list, QObject* parent)
    : QObject(parent), m_dispatcher(dispatcher), m_viewer(viewer), m_strip(strip), m_list(list)
{
    using queue::Dispatcher;
    connect(&dispatcher, &Dispatcher::loading, this, [this](queue::JobKey, double fraction, const QString& what) {
        m_viewer.progress()->showLoading(fraction, what);
    });
    connect(&dispatcher, &Dispatcher::resolved, this, &RunWatch::onResolved);
    connect(&dispatcher, &Dispatcher::progress, this, &RunWatch::onProgress);
    connect(&dispatcher, &Dispatcher::preview, this, &RunWatch::onPreview);
    connect(&dispatcher, &Dispatcher::jobChanged, this, &RunWatch::onJobChanged);
    connect(&dispatcher, &Dispatcher::jobRemoved, this, &RunWatch::onJobChanged);
}

void RunWatch::onResolved(queue::JobKey, const request::GenerationRequest& request)
{
    m_size = QSize(request.width.value_or(0), request.height.value_or(0));
}

void RunWatch::onProgress(queue::JobKey key, const request::Progress& progress)
{
    const queue::QueueJob* job = m_dispatcher.find(key);
    const int pictures = job == nullptr ? 1 : job->picturesWanted();
    m_viewer.progress()->showProgress(progress, pictures);
    m_strip.showProgress(key, progress, pictures);
    if (progress.of > 0)
        m_list.showProgress(key, static_cast<double>(progress.step) / progress.of, jobProgress(progress, pictures));
    followKeepable();
}

void RunWatch::followKeepable()
{
    if (std::exchange(m_isKeepable, m_dispatcher.canKeep()) == m_dispatcher.canKeep())
        return;
    m_viewer.progress()->setKeepable(m_isKeepable);
    Q_EMIT keepableChanged();
}

void RunWatch::onPreview(queue::JobKey key, const request::Preview& preview)
{
    if (!m_arePreviewsShown)
        return;
    const QImage image = enlarged(toQImage(preview.picture));
    m_strip.showPreview(key, image);
    if (m_isFollowing && !m_size.isEmpty())
        m_viewer.showPreview(image, m_size);
}

void RunWatch::onJobChanged(queue::JobKey)
{
    m_viewer.setProgressShown(m_dispatcher.running().has_value());
    followKeepable();
}

}  // namespace reverie::ui
