#include "ui/compose/model_picture.h"

#include "ui/widgets/icons.h"
#include "ui/widgets/painting.h"
#include "ui/widgets/style.h"

#include <QPainter>

namespace reverie::ui {

ModelPicture::ModelPicture(QWidget* parent) : QWidget(parent)
{
    setFixedSize(extent::kModelPicture, extent::kModelPicture);
    show({});
}

void ModelPicture::show(const QImage& picture)
{
    m_picture = picture;
    setAccessibleName(picture.isNull() ? tr("No picture was made with this model yet")
                                       : tr("The last picture that was made with this model"));
    setToolTip(accessibleName());
    update();
}

void ModelPicture::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    if (!m_picture.isNull()) {
        paint::picture(painter, rect(), m_picture, radius::kField);
        return;
    }
    paint::box(painter, rect(), radius::kField, applicationColours().groove);
    const int margin = (width() - extent::kIcon) / 2;
    painter.drawPixmap(
        margin, margin, iconPixmap(QStringLiteral("model"), Tone::Muted, extent::kIcon, devicePixelRatioF()));
}

}  // namespace reverie::ui
