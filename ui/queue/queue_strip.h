#pragma once

#include "core/queue/queue_job.h"
#include "core/request/generation_events.h"

#include <QWidget>

#include <map>

class QHBoxLayout;
class QImage;
class QScrollArea;
class QToolButton;

namespace reverie::gallery {
class ThumbnailCache;
}
namespace reverie::queue {
class Dispatcher;
}

namespace reverie::ui {

class JobItem;
class JobMenu;
class Label;

/// The queue along the window's foot: what runs, what waits, and what went wrong with the ways out beside it.
class QueueStrip final : public QWidget {
    Q_OBJECT

public:
    QueueStrip(
        queue::Dispatcher& dispatcher, gallery::ThumbnailCache& thumbnails, JobMenu& menu, QWidget* parent = nullptr);

    /// Folded, only the count of its jobs is left.
    void setFolded(bool isFolded);
    [[nodiscard]] bool isFolded() const { return m_isFolded; }
    void showProgress(queue::JobKey key, const request::Progress& progress, int pictures);
    void showPreview(queue::JobKey key, const QImage& preview);

Q_SIGNALS:
    void pictureWanted(const QString& path);
    /// A button that stands for a command was pressed.
    void commandWanted(const QString& id);
    /// Or opened.
    void folded();

protected:
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void layOut();
    void follow();
    void arrange();
    void showJob(queue::JobKey key);
    void showThumbnail(const QString& path, const QImage& thumbnail);
    JobItem* itemOf(queue::JobKey key);
    void connectItem(JobItem* item);
    void press(queue::JobKey key);
    void move(queue::JobKey key, int direction);
    void showCount();

    queue::Dispatcher& m_dispatcher;
    gallery::ThumbnailCache& m_thumbnails;
    JobMenu& m_menu;
    QScrollArea* m_area;
    QHBoxLayout* m_row;
    Label* m_count;
    Label* m_empty;
    QToolButton* m_pause;
    QToolButton* m_clear;
    QToolButton* m_fold;
    bool m_isFolded = false;
    std::map<queue::JobKey, JobItem*> m_items;
};

}  // namespace reverie::ui
