#include "ui/viewer/picture_scaler.h"

#include "ui/widgets/painting.h"

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

QImage scaled(const QImage& picture, QSize pixels)
{
    if (picture.size() == pixels)
        return picture;
    QImage copy(pixels, picture.hasAlphaChannel() ? QImage::Format_ARGB32_Premultiplied : QImage::Format_RGB32);
    QPainter painter(&copy);
    painter.setCompositionMode(QPainter::CompositionMode_Source);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(QRectF({}, QSizeF(pixels)), picture, seenOf(picture, pixels));
    return copy;
}

QImage rounded(const QImage& picture, double cornerPixels)
{
    QImage copy(picture.size(), QImage::Format_ARGB32_Premultiplied);
    copy.fill(Qt::transparent);
    QPainter painter(&copy);
    painter.setRenderHint(QPainter::Antialiasing);
    paint::picture(painter, QRectF(copy.rect()), picture, cornerPixels);
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

void PictureScaler::paint(QPainter& painter, const QRectF& place, const QImage& picture, double cornerRadius)
{
    const double dpr = painter.device()->devicePixelRatioF();
    const QSize pixels = (place.size() * dpr).toSize();
    if (picture.isNull() || pixels.isEmpty())
        return;
    if (!m_rest.isActive()) {
        painter.drawImage(place, kept(picture, pixels, cornerRadius * dpr));
        return;
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    paint::picture(painter, place, picture, cornerRadius);
}

QImage PictureScaler::kept(const QImage& picture, QSize pixels, double cornerPixels)
{
    const QString key = QStringLiteral("%1 %2x%3 %4")
                            .arg(picture.cacheKey())
                            .arg(pixels.width())
                            .arg(pixels.height())
                            .arg(cornerPixels);
    if (const QImage* kept = m_kept.object(key))
        return *kept;
    const QImage made = rounded(scaled(picture, pixels), cornerPixels);
    m_kept.insert(key, new QImage(made), std::max<int>(1, static_cast<int>(made.sizeInBytes() / 1024)));
    return made;
}

}  // namespace reverie::ui
