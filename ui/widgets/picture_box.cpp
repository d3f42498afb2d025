#include "ui/widgets/picture_box.h"

#include "ui/widgets/painting.h"
#include "ui/widgets/style.h"

#include <QPainter>

namespace reverie::ui {

PictureBox::PictureBox(const QString& iconName, int side, QWidget* parent) : QWidget(parent), m_icon(iconName)
{
    setFixedSize(side, side);
}

void PictureBox::setIcon(const QString& iconName, Tone tone)
{
    m_icon = iconName;
    m_tone = tone;
    update();
}

void PictureBox::setPicture(const QImage& picture)
{
    m_picture = picture;
    update();
}

void PictureBox::paintEvent(QPaintEvent*)
{
    const bool isLarge = width() > extent::kModelPicture;
    const int corner = isLarge ? radius::kPicture : radius::kField;
    QPainter painter(this);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    if (!m_picture.isNull()) {
        paint::picture(painter, rect(), m_picture, corner);
        return;
    }
    paint::box(painter, rect(), corner, applicationColours().groove);
    paint::sign(painter, rect(), m_icon, m_tone, isLarge ? extent::kIcon + space::kMedium : extent::kIcon);
}

}  // namespace reverie::ui
