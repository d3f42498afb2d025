#pragma once

#include <QCache>
#include <QImage>
#include <QObject>
#include <QTimer>

class QPainter;

namespace reverie::ui {

/// Paints pictures with round corners in the size of their place, and keeps what it has made of them, so that the next
/// paint only copies. In a place that is being resized each size is seen but once: there it scales fast and keeps
/// nothing, until the place has rested for a moment. Lives in the window's thread.
class PictureScaler final : public QObject {
    Q_OBJECT

public:
    /// \param mostKiB  of kept pictures
    explicit PictureScaler(int mostKiB, QObject* parent = nullptr);

    /// Covers `place` with the picture, its middle in the middle.
    void paint(QPainter& painter, const QRectF& place, const QImage& picture, double cornerRadius);
    /// The place has another size.
    void noteResize();
    void clear() { m_kept.clear(); }

Q_SIGNALS:
    /// What was scaled fast is to be painted anew.
    void rested();

private:
    QImage kept(const QImage& picture, QSize pixels, double cornerPixels);

    QCache<QString, QImage> m_kept;  // cost in KiB
    QTimer m_rest;
};

}  // namespace reverie::ui
