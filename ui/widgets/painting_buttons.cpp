#include "ui/widgets/icons.h"
#include "ui/widgets/painting.h"
#include "ui/widgets/style.h"

#include <QPainter>
#include <QStyleOption>
#include <QWidget>

namespace reverie::ui::paint {
namespace {

struct ButtonLook {
    QColor fill;
    QColor border;
    QColor text;
    double corner = radius::kButton;
};

ButtonLook restingLook(ButtonKind kind, bool isOn, const Colours& colours)
{
    switch (kind) {
    case ButtonKind::Primary:
        return {colours.accentFill, {}, colours.onAccent};
    case ButtonKind::Quiet:
        return {{}, {}, colours.muted};
    case ButtonKind::Link:
        return {{}, {}, colours.accent, radius::kSmall};
    case ButtonKind::Tool:
        return {isOn ? colours.accentSoft : QColor(), {}, isOn ? colours.accent : colours.text, radius::kField};
    case ButtonKind::Rail:
        return {isOn ? colours.raised : QColor(), {}, isOn ? colours.accent : colours.muted};
    case ButtonKind::Chip:
        return {isOn ? colours.accentSoft : QColor(), isOn ? colours.accent : colours.border,
            isOn ? colours.text : colours.muted, extent::kChip / 2.0};
    case ButtonKind::Plain:
        break;
    }
    return {isOn ? colours.accentSoft : colours.field, isOn ? colours.accent : colours.border, colours.text,
        radius::kField};
}

ButtonLook lookOf(const QStyleOption& option, const Colours& colours, const QWidget* button)
{
    const ButtonKind kind = kindOf(button);
    ButtonLook look = restingLook(kind, option.state.testFlag(QStyle::State_On), colours);
    if (!option.state.testFlag(QStyle::State_Enabled)) {
        look.text = colours.disabled;
        if (kind == ButtonKind::Primary)
            look.fill = colours.line;
        if (look.border.isValid())
            look.border = colours.line;
        return look;
    }
    if (kind == ButtonKind::Quiet && option.state.testFlag(QStyle::State_MouseOver))
        look.text = colours.text;
    return look;
}

QColor overlay(const QStyleOption& option, const Colours& colours)
{
    if (!option.state.testFlag(QStyle::State_Enabled))
        return {};
    if (option.state.testFlag(QStyle::State_Sunken))
        return colours.pressed;
    return option.state.testFlag(QStyle::State_MouseOver) ? colours.hover : QColor();
}

/// The box whose round corners on the other side are clipped away.
QRectF halfShape(const QRectF& rect, double corner, ButtonHalf half)
{
    if (half == ButtonHalf::Left)
        return rect.adjusted(0, 0, corner, 0);
    return half == ButtonHalf::Right ? rect.adjusted(-corner, 0, 0, 0) : rect;
}

}  // namespace

void buttonBox(QPainter& painter, const QStyleOption& option, const Colours& colours, const QWidget* button)
{
    const ButtonLook look = lookOf(option, colours, button);
    const QRectF shape = halfShape(option.rect, look.corner, halfOf(button));
    painter.save();
    painter.setClipRect(option.rect, Qt::IntersectClip);
    box(painter, shape, look.corner, look.fill, look.border);
    if (const QColor over = overlay(option, colours); over.isValid())
        box(painter, shape, look.corner, over);
    painter.restore();
    if (kindOf(button) != ButtonKind::Rail || !option.state.testFlag(QStyle::State_On))
        return;
    const QRectF mark(
        option.rect.left(), option.rect.top() + space::kMedium, space::kTiny, option.rect.height() - space::kHuge);
    box(painter, mark, 1, colours.accent);
}

void buttonLabel(QPainter& painter, const QStyleOptionButton& option, const Colours& colours, const QWidget* button)
{
    const ButtonLook look = lookOf(option, colours, button);
    const bool isEnabled = option.state.testFlag(QStyle::State_Enabled);
    const bool hasIcon = !option.icon.isNull();
    const int side = hasIcon ? option.iconSize.width() : 0;
    const int gap = hasIcon && !option.text.isEmpty() ? space::kMedium : 0;
    const int words = option.text.isEmpty() ? 0 : option.fontMetrics.size(Qt::TextShowMnemonic, option.text).width();
    QRect place = option.rect;
    int left = place.left() + std::max(0, (place.width() - side - gap - words) / 2);
    if (hasIcon)
        option.icon.paint(&painter, QRect(left, place.center().y() + 1 - side / 2, side, side), Qt::AlignCenter,
            isEnabled ? QIcon::Normal : QIcon::Disabled);
    left += side + gap;
    painter.setPen(look.text);
    place.setLeft(left);
    painter.drawText(place, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextHideMnemonic,
        option.fontMetrics.elidedText(option.text, Qt::ElideRight, place.width()));
}

void toolButton(QPainter& painter, const QStyleOptionToolButton& option, const Colours& colours, const QWidget* button)
{
    buttonBox(painter, option, colours, button);
    QStyleOptionButton label;
    label.QStyleOption::operator=(option);
    label.rect = option.rect;
    label.fontMetrics = option.fontMetrics;
    if (option.toolButtonStyle != Qt::ToolButtonTextOnly)
        label.icon = option.icon;
    label.iconSize = option.iconSize;
    if (option.toolButtonStyle != Qt::ToolButtonIconOnly)
        label.text = option.text;
    buttonLabel(painter, label, colours, button);
}

}  // namespace reverie::ui::paint
