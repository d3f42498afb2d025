#pragma once

#include <QCache>
#include <QImage>
#include <QObject>
#include <QTimer>

namespace reverie::ui {

/// Scales pictures to the pixels on which they are painted, and keeps them, so that the next paint only copies. Of a
/// widget that is being resized each size is seen but once: then it scales fast and keeps nothing, until the widget has
/// rested for a moment. Lives in the window's thread.
class PictureScaler final : public QObject {
    Q_OBJECT

public:
    /// \param mostKiB  of kept pictures
    explicit PictureScaler(int mostKiB, QObject* parent = nullptr);

    /// So large that it covers `pixels`, its middle in the middle.
    [[nodiscard]] QImage scaled(const QImage& picture, QSize pixels);
    /// The widget has another size.
    void noteResize();
    void clear() { m_kept.clear(); }

Q_SIGNALS:
    /// What was scaled fast is to be painted anew.
    void rested();

private:
    QCache<QString, QImage> m_kept;  // cost in KiB
    QTimer m_rest;
};

}  // namespace reverie::ui
