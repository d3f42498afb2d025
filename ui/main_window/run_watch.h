#pragma once

#include "core/queue/queue_job.h"
#include "core/request/generation_events.h"

#include <QImage>
#include <QObject>

namespace reverie::queue {
class Dispatcher;
struct SavedPicture;
}  // namespace reverie::queue

namespace reverie::ui {

class QueueModel;
class QueueStrip;
class ViewerPane;

/// Shows what runs: the preview in the viewer while nobody looks at something else, the progress over it and in the
/// strip.
class RunWatch final : public QObject {
    Q_OBJECT

public:
    RunWatch(queue::Dispatcher& dispatcher, ViewerPane& viewer, QueueStrip& strip, QueueModel& list, QObject* parent);

    /// The next preview takes the viewer: after Generate, not after a picture was chosen.
    void follow() { m_isFollowing = true; }
    void stopFollowing() { m_isFollowing = false; }
    [[nodiscard]] bool isFollowing() const { return m_isFollowing; }

    void setPreviewsShown(bool areShown) { m_arePreviewsShown = areShown; }

Q_SIGNALS:
    /// There is a picture that could be kept now, or there is none any more.
    void keepableChanged();

private:
    void onResolved(queue::JobKey key, const request::GenerationRequest& request);
    void onProgress(queue::JobKey key, const request::Progress& progress);
    void onPreview(queue::JobKey key, const request::Preview& preview);
    void onJobChanged(queue::JobKey key);
    void followKeepable();

    queue::Dispatcher& m_dispatcher;
    ViewerPane& m_viewer;
    QueueStrip& m_strip;
    QueueModel& m_list;
    QSize m_size;
    bool m_isFollowing = true;
    bool m_isKeepable = false;
    bool m_arePreviewsShown = true;
};

/// A preview made larger step by step: each step softens the edges that the one before left, so that no grid shows.
[[nodiscard]] QImage enlarged(QImage image);
/// A copy as Qt has it.
[[nodiscard]] QImage toQImage(const request::RgbImage& image);

}  // namespace reverie::ui
