#pragma once

#include "core/gallery/gallery_picture.h"
#include "ui/viewer/picture_scaler.h"
#include "ui/widgets/tokens.h"

#include <QAbstractScrollArea>

namespace reverie::gallery {
class ThumbnailCache;
}

namespace reverie::ui {

/// The latest pictures under the days on which they were made. Paints what is seen and asks for no other thumbnail.
class RecentGrid final : public QAbstractScrollArea {
    Q_OBJECT

public:
    explicit RecentGrid(gallery::ThumbnailCache& thumbnails, QWidget* parent = nullptr);

    /// About how wide a picture is; as many as fit stand in a row.
    void setThumbnailSide(int pixels);
    void setPictures(std::vector<gallery::GalleryPicture> pictures);
    void append(std::vector<gallery::GalleryPicture> pictures);
    /// A new picture goes to the front; a known one is replaced.
    void put(const gallery::GalleryPicture& picture);
    void remove(const QString& path);

    [[nodiscard]] const std::vector<gallery::GalleryPicture>& pictures() const { return m_pictures; }
    [[nodiscard]] const gallery::GalleryPicture* find(const QString& path) const;
    [[nodiscard]] const gallery::GalleryPicture* selected() const;
    void select(const QString& path);
    /// Newer (-1) or older (1) than the selected one.
    void selectNeighbour(int direction);

Q_SIGNALS:
    void selectionChanged(const QString& path);
    /// The end is near; older ones may be appended.
    void moreWanted();
    void compareWanted(const QString& path);
    void menuWanted(const QPoint& place);
    void dragWanted();
    /// No thumbnail can be made of it.
    void pictureLost(const QString& path);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    struct Day {
        QString title;
        int first = 0;
        int count = 0;
        int top = 0;  ///< of the heading, in the content
    };

    void arrange();
    [[nodiscard]] QRect cell(int index) const;
    [[nodiscard]] int indexAt(QPoint viewportPoint) const;
    void choose(int index);
    void paintCell(QPainter& painter, int index, const QRect& place);
    void announce();

    gallery::ThumbnailCache& m_thumbnails;
    PictureScaler m_scaler;
    std::vector<gallery::GalleryPicture> m_pictures;
    std::vector<Day> m_days;
    int m_wantedSide = extent::kThumbnail;
    int m_columns = 1;
    int m_side = 0;
    int m_selected = -1;
    QPoint m_pressed;
};

/// "Today", "Yesterday", else the date.
[[nodiscard]] QString dayTitle(const QDate& day, const QDate& today);

}  // namespace reverie::ui
