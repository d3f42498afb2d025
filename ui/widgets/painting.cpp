#include "ui/widgets/painting.h"

#include "ui/widgets/icons.h"
#include "ui/widgets/style.h"

#include <QPainter>
#include <QPixmapCache>
#include <QStyleOption>
#include <QWidget>

#include <array>
#include <cmath>

namespace reverie::ui::paint {
namespace {

bool has(const QStyleOption& option, QStyle::StateFlag flag)
{
    return option.state.testFlag(flag);
}

bool isHovered(const QStyleOption& option)
{
    return has(option, QStyle::State_Enabled) && has(option, QStyle::State_MouseOver);
}

QColor borderOf(const QStyleOption& option, const Colours& colours, bool isRefused)
{
    if (isRefused)
        return colours.bad;
    if (!has(option, QStyle::State_Enabled))
        return colours.line;
    if (has(option, QStyle::State_HasFocus))
        return colours.accent;
    return isHovered(option) ? colours.muted : colours.border;
}

void chevron(QPainter& painter, const QRectF& place)
{
    const double scale = painter.device()->devicePixelRatioF();
    const int side = extent::kSmallIcon;
    const QPixmap sign = iconPixmap(QStringLiteral("chevron-down"), Tone::Muted, side, scale);
    painter.drawPixmap(QPointF(place.center().x() - side / 2.0, place.center().y() - side / 2.0), sign);
}

constexpr int kShadowRings = space::kVast;
constexpr int kShadowReach = kShadowRings + space::kSmall;

/// The shadow of the smallest box that has all its corners, and one pixel of each edge.
QPixmap shadowTile(int within, double cornerRadius, const QColor& colour, double scale)
{
    const QString key =
        QStringLiteral("shadow %1 %2 %3 %4").arg(within).arg(cornerRadius).arg(colour.rgba(), 8, 16).arg(scale);
    QPixmap tile;
    if (QPixmapCache::find(key, &tile))
        return tile;
    const double side = 2 * (kShadowReach + within) + 1;
    tile = QPixmap((QSizeF(side, side) * scale).toSize());
    tile.setDevicePixelRatio(scale);
    tile.fill(Qt::transparent);
    QPainter painter(&tile);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const QRectF box(kShadowReach, kShadowReach, 2 * within + 1, 2 * within + 1);
    for (int ring = kShadowRings; ring > 0; ring -= space::kTiny) {
        const double nearness = 1 - static_cast<double>(ring) / kShadowRings;
        painter.setBrush(faded(colour, colour.alphaF() * nearness * nearness * space::kTiny / space::kLarge));
        const double grown = cornerRadius + ring;
        painter.drawRoundedRect(box.adjusted(-ring, -ring + space::kSmall, ring, ring + space::kSmall), grown, grown);
    }
    painter.end();
    QPixmapCache::insert(key, tile);
    return tile;
}

}  // namespace

void box(QPainter& painter, const QRectF& rect, double cornerRadius, const QColor& fill, const QColor& border)
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    painter.setPen(border.isValid() ? QPen(border, stroke::kHair) : QPen(Qt::NoPen));
    const double inset = border.isValid() ? stroke::kHair / 2 : 0;
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), cornerRadius, cornerRadius);
}

void shadow(QPainter& painter, const QRectF& rect, double cornerRadius, const QColor& colour)
{
    const int within = static_cast<int>(std::ceil(cornerRadius)) + space::kSmall;
    if (rect.width() <= 2 * within || rect.height() <= 2 * within)
        return;
    const QPixmap tile = shadowTile(within, cornerRadius, colour, painter.device()->devicePixelRatioF());
    const double dpr = tile.devicePixelRatio();
    const double corner = kShadowReach + within;
    const QRectF whole = rect.adjusted(-kShadowReach, -kShadowReach, kShadowReach, kShadowReach);
    // Where the tile is cut, and where its columns and rows go: corners as they are, edges drawn out, no middle.
    const std::array<double, 4> cuts = {0, corner, corner + 1, 2 * corner + 1};
    const std::array<double, 4> columns = {whole.left(), whole.left() + corner, whole.right() - corner, whole.right()};
    const std::array<double, 4> rows = {whole.top(), whole.top() + corner, whole.bottom() - corner, whole.bottom()};
    for (std::size_t y = 0; y < 3; ++y)
        for (std::size_t x = 0; x < 3; ++x)
            if (x != 1 || y != 1)
                painter.drawPixmap(QRectF(QPointF(columns[x], rows[y]), QPointF(columns[x + 1], rows[y + 1])), tile,
                    QRectF(QPointF(cuts[x], cuts[y]) * dpr, QPointF(cuts[x + 1], cuts[y + 1]) * dpr));
}

void picture(QPainter& painter, const QRectF& place, const QImage& image, double cornerRadius)
{
    const double scale = std::max(place.width() / image.width(), place.height() / image.height());
    QBrush brush(image);
    brush.setTransform(QTransform::fromTranslate(
        place.center().x() - scale * image.width() / 2, place.center().y() - scale * image.height() / 2)
                           .scale(scale, scale));
    painter.setBrush(brush);
    painter.setPen(Qt::NoPen);
    painter.drawRoundedRect(place, cornerRadius, cornerRadius);
}

void field(QPainter& painter, const QStyleOption& option, const Colours& colours, bool isRefused)
{
    const QColor fill = has(option, QStyle::State_Enabled) ? colours.field : colours.panel;
    box(painter, option.rect, radius::kField, fill, borderOf(option, colours, isRefused));
}

void comboBox(QPainter& painter, const QStyleOptionComboBox& option, const Colours& colours, bool isRefused)
{
    field(painter, option, colours, isRefused);
    const QRectF arrow(option.rect.right() - extent::kControl + space::kSmall, option.rect.top(),
        extent::kControl - space::kSmall, option.rect.height());
    chevron(painter, arrow);
}

void checkBox(QPainter& painter, const QStyleOption& option, const Colours& colours)
{
    const bool isOn = has(option, QStyle::State_On) || has(option, QStyle::State_NoChange);
    const bool isEnabled = has(option, QStyle::State_Enabled);
    const QColor fill = isOn ? (isHovered(option) ? colours.accentFillHover : colours.accentFill) : colours.field;
    box(painter, option.rect, radius::kSmall, isEnabled ? fill : colours.line,
        isOn ? QColor() : borderOf(option, colours, false));
    if (!isOn)
        return;
    painter.setPen(QPen(colours.onAccent, stroke::kFocus, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const QRectF r = option.rect;
    painter.drawPolyline(QPolygonF({r.topLeft() + QPointF(r.width() * 0.26, r.height() * 0.52),
        r.topLeft() + QPointF(r.width() * 0.44, r.height() * 0.7),
        r.topLeft() + QPointF(r.width() * 0.76, r.height() * 0.32)}));
}

void radioButton(QPainter& painter, const QStyleOption& option, const Colours& colours)
{
    const bool isOn = has(option, QStyle::State_On);
    box(painter, option.rect, option.rect.width() / 2.0, isOn ? colours.accentFill : colours.field,
        isOn ? QColor() : borderOf(option, colours, false));
    if (isOn)
        box(painter,
            QRectF(option.rect).adjusted(space::kSmall + 1, space::kSmall + 1, -space::kSmall - 1, -space::kSmall - 1),
            option.rect.width() / 2.0, colours.onAccent);
}

void slider(QPainter& painter, const QStyleOptionSlider& option, const Colours& colours)
{
    const bool isEnabled = has(option, QStyle::State_Enabled);
    const double handle = space::kHuge - space::kTiny;
    const QRectF whole(option.rect);
    const double middle = whole.center().y();
    const QRectF groove(whole.left(), middle - space::kTiny, whole.width(), space::kSmall);
    box(painter, groove, space::kTiny, colours.groove);
    const int at = QStyle::sliderPositionFromValue(option.minimum, option.maximum, option.sliderPosition,
        static_cast<int>(whole.width() - handle), option.upsideDown);
    box(painter, QRectF(groove.left(), groove.top(), at + handle / 2, groove.height()), space::kTiny,
        isEnabled ? colours.accentFill : colours.disabled);
    const QRectF knob(whole.left() + at, middle - handle / 2, handle, handle);
    if (isEnabled && (isHovered(option) || has(option, QStyle::State_HasFocus)))
        box(painter, knob.adjusted(-stroke::kHalo, -stroke::kHalo, stroke::kHalo, stroke::kHalo), handle, colours.halo);
    box(painter, knob, handle / 2, isEnabled ? colours.text : colours.disabled,
        has(option, QStyle::State_HasFocus) ? colours.accent : QColor());
}

void scrollBar(QPainter& painter, const QStyleOptionSlider& option, const Colours& colours, const QRect& handle)
{
    if (option.minimum == option.maximum)
        return;
    const bool isActive = has(option, QStyle::State_Enabled) &&
        (has(option, QStyle::State_MouseOver) || has(option, QStyle::State_Sunken));
    const QRectF bar = QRectF(handle).adjusted(space::kTiny, space::kTiny, -space::kTiny, -space::kTiny);
    const double round = std::min(bar.width(), bar.height()) / 2;
    box(painter, bar, round, isActive ? colours.muted : faded(colours.border, 0.55));
}

void progressBar(QPainter& painter, const QStyleOptionProgressBar& option, const Colours& colours)
{
    const QRectF whole(option.rect);
    const double round = whole.height() / 2;
    box(painter, whole, round, colours.groove);
    const int range = option.maximum - option.minimum;
    const double share =
        range > 0 ? std::clamp((option.progress - option.minimum) / static_cast<double>(range), 0.0, 1.0) : 0;
    if (share > 0)
        box(painter, QRectF(whole.left(), whole.top(), std::max(whole.height(), whole.width() * share), whole.height()),
            round, colours.accentFill);
}

void menuItem(QPainter& painter, const QStyleOptionMenuItem& option, const Colours& colours)
{
    const QRectF row = QRectF(option.rect).adjusted(space::kSmall, 0, -space::kSmall, 0);
    if (option.menuItemType == QStyleOptionMenuItem::Separator) {
        painter.fillRect(QRectF(row.left(), row.center().y(), row.width(), 1), colours.line);
        return;
    }
    const bool isEnabled = has(option, QStyle::State_Enabled);
    if (has(option, QStyle::State_Selected) && isEnabled)
        box(painter, row, radius::kSmall, colours.accentSoft);
    const double scale = painter.device()->devicePixelRatioF();
    const QPointF sign(row.left() + space::kMedium, row.center().y() - extent::kIcon / 2.0);
    if (option.checked)
        painter.drawPixmap(sign, iconPixmap(QStringLiteral("check"), Tone::Accent, extent::kIcon, scale));
    else if (!option.icon.isNull())
        option.icon.paint(&painter, QRect(sign.toPoint(), QSize(extent::kIcon, extent::kIcon)), Qt::AlignCenter,
            isEnabled ? QIcon::Normal : QIcon::Disabled);
    const QRectF words = row.adjusted(extent::kIcon + space::kHuge, 0, -space::kLarge, 0);
    const QString title = option.text.section(QLatin1Char('\t'), 0, 0);
    QString keys = option.text.section(QLatin1Char('\t'), 1);
    painter.setPen(isEnabled ? colours.text : colours.disabled);
    painter.drawText(words, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextHideMnemonic, title);
    painter.setPen(isEnabled ? colours.muted : colours.disabled);
    painter.drawText(
        words, Qt::AlignVCenter | Qt::AlignRight, keys.replace(QLatin1String("Return"), QLatin1String("Enter")));
    if (option.menuItemType == QStyleOptionMenuItem::SubMenu)
        painter.drawPixmap(QPointF(words.right() - extent::kSmallIcon, row.center().y() - extent::kSmallIcon / 2.0),
            iconPixmap(QStringLiteral("chevron-right"), Tone::Muted, extent::kSmallIcon, scale));
}

void focusRing(QPainter& painter, const QRectF& rect, double cornerRadius, const Colours& colours)
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    const double halo = stroke::kHalo / 2;
    painter.setPen(QPen(colours.halo, stroke::kHalo));
    painter.drawRoundedRect(
        rect.adjusted(halo, halo, -halo, -halo), cornerRadius + stroke::kHalo, cornerRadius + stroke::kHalo);
    const double ring = stroke::kHalo + stroke::kFocus / 2;
    painter.setPen(QPen(colours.accent, stroke::kFocus));
    painter.drawRoundedRect(rect.adjusted(ring, ring, -ring, -ring), cornerRadius, cornerRadius);
}

}  // namespace reverie::ui::paint
