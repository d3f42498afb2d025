#include "ui/widgets/painting.h"
#include "ui/widgets/style.h"

#include <QPainter>
#include <QStyleOptionViewItem>

namespace reverie::ui::paint {

void row(QPainter& painter, const QRect& card, const QStyleOptionViewItem& option)
{
    const Colours& colours = applicationColours();
    const bool isChosen = option.state.testFlag(QStyle::State_Selected);
    box(painter, card, radius::kButton, isChosen ? colours.accentSoft : colours.raised,
        isChosen && option.state.testFlag(QStyle::State_HasFocus) ? colours.accent : colours.line);
    if (option.state.testFlag(QStyle::State_MouseOver) && !isChosen)
        box(painter, card, radius::kButton, colours.hover);
}

void sign(QPainter& painter, const QRect& place, const QString& iconName, Tone tone, int side)
{
    const QPointF corner(place.x() + (place.width() - side) / 2.0, place.y() + (place.height() - side) / 2.0);
    painter.drawPixmap(corner, iconPixmap(iconName, tone, side, painter.device()->devicePixelRatioF()));
}

}  // namespace reverie::ui::paint
