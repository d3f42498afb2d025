#include "ui/widgets/icon_sign.h"

#include "ui/widgets/painting.h"

#include <QPainter>

namespace reverie::ui {

IconSign::IconSign(const QString& iconName, Tone tone, QWidget* parent)
    : IconSign(iconName, tone, extent::kSmallIcon, parent)
{
}

IconSign::IconSign(const QString& iconName, Tone tone, int side, QWidget* parent)
    : QWidget(parent), m_icon(iconName), m_tone(tone)
{
    setFixedSize(side, side);
}

void IconSign::setIcon(const QString& iconName, Tone tone)
{
    m_icon = iconName;
    m_tone = tone;
    update();
}

void IconSign::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paint::sign(painter, rect(), m_icon, m_tone, width());
}

}  // namespace reverie::ui
