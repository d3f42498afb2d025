#include "ui/viewer/picture_scaler.h"

#include <QPainter>

namespace reverie::ui {
namespace {

constexpr int kRestMs = 120;

/// The whole of `picture` that is seen when it covers `pixels`.
QRectF seenOf(const QImage& picture, QSize pixels)
{
    const QSizeF seen = QSizeF(pixels).scaled(picture.size(), Qt::KeepAspectRatio);
    return {(picture.width() - seen.width()) / 2, (picture.height() - seen.height()) / 2, seen.width(), seen.height()};
}

QImage copyOf(const QImage& picture, QSize pixels, bool isSmooth)
{
    QImage copy(pixels, picture.hasAlphaChannel() ? QImage::Format_ARGB32_Premultiplied : QImage::Format_RGB32);
    QPainter painter(&copy);
    painter.setCompositionMode(QPainter::CompositionMode_Source);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, isSmooth);
    painter.drawImage(QRectF({}, QSizeF(pixels)), picture, seenOf(picture, pixels));
    return copy;
}

}  // namespace

PictureScaler::PictureScaler(int mostKiB, QObject* parent) : QObject(parent), m_kept(mostKiB)
{
    m_rest.setSingleShot(true);
    m_rest.setInterval(kRestMs);
    connect(&m_rest, &QTimer::timeout, this, &PictureScaler::rested);
}

void PictureScaler::noteResize()
{
    clear();
    m_rest.start();
}

QImage PictureScaler::scaled(const QImage& picture, QSize pixels)
{
    if (picture.isNull() || pixels.isEmpty() || picture.size() == pixels)
        return picture;
    const QString key = QStringLiteral("%1 %2x%3").arg(picture.cacheKey()).arg(pixels.width()).arg(pixels.height());
    if (const QImage* kept = m_kept.object(key))
        return *kept;
    if (m_rest.isActive())
        return copyOf(picture, pixels, false);
    const QImage smooth = copyOf(picture, pixels, true);
    m_kept.insert(key, new QImage(smooth), std::max<int>(1, static_cast<int>(smooth.sizeInBytes() / 1024)));
    return smooth;
}

}  // namespace reverie::ui
