#pragma once

#include "ui/viewer/picture_scaler.h"
#include "ui/viewer/shown_picture.h"

#include <QWidget>

namespace reverie::ui {

/// The picture: fitted, at its own size or at any zoom; the wheel zooms to the pointer, dragging moves. While a picture
/// forms, the latents' preview smoothly enlarged to the size that the picture will have.
class PictureView final : public QWidget {
    Q_OBJECT

public:
    explicit PictureView(QWidget* parent = nullptr);

    void showPicture(const ShownPicture& picture);
    /// \param finalSize  pixels of the picture to come
    void showPreview(const QImage& preview, QSize finalSize);
    void clear();
    [[nodiscard]] const ShownPicture& picture() const { return m_picture; }
    [[nodiscard]] bool isPreview() const { return m_isPreview; }

    void fit();
    /// One pixel of the picture on one of the screen.
    void showActualSize();
    void zoomBy(double factor, QPointF around);
    void zoomIn() { zoomBy(1.25, QRectF(rect()).center()); }
    void zoomOut() { zoomBy(0.8, QRectF(rect()).center()); }
    [[nodiscard]] bool isFitted() const { return m_isFitted; }
    /// Screen pixels per pixel of the picture.
    [[nodiscard]] double zoom() const;
    /// What it says while there is nothing to show.
    void setInvitation(const QString& invitation);

Q_SIGNALS:
    void zoomChanged();
    void dragWanted();
    void menuWanted(const QPoint& place);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    [[nodiscard]] double fittingScale() const;
    [[nodiscard]] double scale() const { return m_isFitted ? fittingScale() : m_scale; }
    [[nodiscard]] QRectF place() const;
    [[nodiscard]] bool canPan() const;
    void paintInvitation(QPainter& painter) const;
    void paintPicture(QPainter& painter);
    void paintChecker(QPainter& painter, const QRectF& whole) const;

    PictureScaler m_scaler;
    ShownPicture m_picture;
    QSize m_size;  ///< of the picture, or of the one that the preview will become
    bool m_isPreview = false;
    bool m_isFitted = true;
    double m_scale = 1;  ///< device-independent pixels per pixel of the picture
    QPointF m_centre;    ///< of the view, from the picture's middle
    QPointF m_grabbed;
    bool m_isGrabbing = false;
    QString m_invitation;
};

}  // namespace reverie::ui
