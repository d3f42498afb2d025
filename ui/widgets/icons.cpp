#include "ui/widgets/icons.h"

#include "ui/widgets/style.h"

#include <QApplication>
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace reverie::ui {
namespace {

QColor colourIn(QIcon::Mode mode, Tone tone)
{
    return mode == QIcon::Disabled ? applicationColours().disabled : colourOf(tone);
}

/// The drawing with its one colour, "currentColor", replaced.
QPixmap drawn(const QString& name, const QColor& colour, const QSize& pixels)
{
    const QString key = QStringLiteral("reverie/%1/%2/%3").arg(name, colour.name()).arg(pixels.width());
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    pixmap = QPixmap(pixels);
    pixmap.fill(Qt::transparent);
    if (file.open(QIODevice::ReadOnly)) {
        QSvgRenderer renderer(file.readAll().replace("currentColor", colour.name().toLatin1()));
        QPainter painter(&pixmap);
        renderer.render(&painter, QRectF(QPointF(), QSizeF(pixels)));
    }
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

class Engine final : public QIconEngine {
public:
    Engine(QString name, Tone tone) : m_name(std::move(name)), m_tone(tone) { }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override
    {
        const double scale = painter->device()->devicePixelRatioF();
        QPixmap pixmap = drawn(m_name, colourIn(mode, m_tone), rect.size() * scale);
        pixmap.setDevicePixelRatio(scale);
        painter->drawPixmap(rect.topLeft(), pixmap);
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State) override
    {
        return drawn(m_name, colourIn(mode, m_tone), size);
    }

    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State state, qreal) override
    {
        return pixmap(size, mode, state);
    }

    QSize actualSize(const QSize& size, QIcon::Mode, QIcon::State) override { return size; }
    bool isNull() override { return false; }
    QIconEngine* clone() const override { return new Engine(m_name, m_tone); }

private:
    QString m_name;
    Tone m_tone;
};

}  // namespace

QColor colourOf(Tone tone)
{
    const Colours& colours = applicationColours();
    switch (tone) {
    case Tone::Text:
        return colours.text;
    case Tone::Muted:
        return colours.muted;
    case Tone::Accent:
        return colours.accent;
    case Tone::OnAccent:
        return colours.onAccent;
    case Tone::Ok:
        return colours.ok;
    case Tone::Warn:
        return colours.warn;
    case Tone::Bad:
        return colours.bad;
    case Tone::Star:
        return colours.star;
    case Tone::OnPicture:
        return colours.onPicture;
    }
    return colours.text;
}

QIcon icon(const QString& name, Tone tone)
{
    return QIcon(new Engine(name, tone));
}

QPixmap iconPixmap(const QString& name, Tone tone, int side, double scale)
{
    QPixmap pixmap = drawn(name, colourOf(tone), QSize(side, side) * scale);
    pixmap.setDevicePixelRatio(scale);
    return pixmap;
}

}  // namespace reverie::ui
