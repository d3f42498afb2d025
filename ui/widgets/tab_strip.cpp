#include "ui/widgets/tab_strip.h"

#include "ui/widgets/label.h"
#include "ui/widgets/painting.h"
#include "ui/widgets/style.h"

#include <QPainter>
#include <QStyleOptionTab>

namespace reverie::ui {

TabStrip::TabStrip(QWidget* parent) : QTabBar(parent)
{
    setTextRole(this, TextRole::Strong);
    setDrawBase(false);
    setExpanding(false);
    setMouseTracking(true);
    setAttribute(Qt::WA_Hover);
}

void TabStrip::setCount(int tab, int count)
{
    const QString words = count > 0 ? QString::number(count) : QString();
    if (tabData(tab).toString() == words)
        return;
    setTabData(tab, words);
    setAccessibleTabName(tab, count > 0 ? tabText(tab) + QLatin1Char(' ') + words : tabText(tab));
    setTabText(tab, tabText(tab));  // lays the tabs out anew
    update();
}

int TabStrip::wordsWidth(int tab) const
{
    const int count = QFontMetrics(fontOf(TextRole::Caption)).horizontalAdvance(tabData(tab).toString());
    return fontMetrics().horizontalAdvance(tabText(tab)) + (count > 0 ? count + space::kSmall : 0);
}

QSize TabStrip::tabSizeHint(int tab) const
{
    return {wordsWidth(tab) + 2 * space::kLarge, extent::kControl + space::kSmall};
}

void TabStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Colours& colours = applicationColours();
    for (int tab = 0; tab < count(); ++tab) {
        QStyleOptionTab option;
        initStyleOption(&option, tab);
        const bool isShown = tab == currentIndex();
        const bool isHovered = option.state.testFlag(QStyle::State_MouseOver);
        const QRect place = tabRect(tab);
        const QRect words = place.adjusted(space::kLarge, 0, -space::kLarge, -space::kSmall);
        painter.setFont(font());
        painter.setPen(isShown || isHovered ? colours.text : colours.muted);
        painter.drawText(words, Qt::AlignVCenter | Qt::AlignLeft, tabText(tab));
        painter.setFont(fontOf(TextRole::Caption));
        painter.setPen(colours.muted);
        painter.drawText(words, Qt::AlignVCenter | Qt::AlignRight, tabData(tab).toString());
        if (isShown)
            paint::box(painter, QRectF(words.left(), place.bottom() - space::kTiny, words.width(), space::kTiny),
                space::kHair, colours.accent);
        if (isShown && hasFocus() && option.state.testFlag(QStyle::State_KeyboardFocusChange))
            paint::focusRing(painter, place, radius::kField, colours);
    }
}

}  // namespace reverie::ui
