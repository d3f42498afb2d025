#include "ui/compose/generate_button.h"

#include "ui/widgets/keys_text.h"
#include "ui/widgets/label.h"
#include "ui/widgets/painting.h"
#include "ui/widgets/style.h"

#include <QKeySequence>
#include <QPainter>
#include <QStyleOptionButton>

namespace reverie::ui {

GenerateButton::GenerateButton(QWidget* parent) : QPushButton(tr("Generate"), parent)
{
    setKind(this, ButtonKind::Primary);
    setHalf(this, ButtonHalf::Left);
    setTextRole(this, TextRole::Strong);
    setAccessibleName(text());
    setToolTip(tr("Adds this picture to the queue; what runs is never interrupted."));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void GenerateButton::setKeys(const QKeySequence& keys)
{
    m_keys = keysText(keys).replace(QLatin1Char('+'), QLatin1Char(' '));
    update();
}

QSize GenerateButton::minimumSizeHint() const
{
    return {extent::kControl, extent::kGenerate};
}

void GenerateButton::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    QStyleOptionButton option;
    initStyleOption(&option);
    const Colours& colours = applicationColours();
    paint::buttonBox(painter, option, colours, this);
    const QFont small = fontOf(TextRole::Caption);
    const int words = fontMetrics().horizontalAdvance(text());
    const int badge =
        m_keys.isEmpty() ? 0 : QFontMetrics(small).horizontalAdvance(m_keys) + 2 * space::kSmall + space::kSmall;
    const int gap = badge > 0 ? space::kMedium + space::kTiny : 0;
    const int left = (width() - words - gap - badge) / 2;
    painter.setPen(isEnabled() ? colours.onAccent : colours.disabled);
    painter.drawText(QRect(left, 0, words + 1, height()), Qt::AlignVCenter | Qt::AlignLeft, text());
    if (badge == 0)
        return;
    const int high = QFontMetrics(small).height() + space::kTiny;
    const QRectF place(left + words + gap, (height() - high) / 2.0, badge, high);
    paint::box(painter, place, radius::kSmall, faded(colours.onAccent, 0.2));
    painter.setFont(small);
    painter.setPen(colours.onAccent);
    painter.drawText(place, Qt::AlignCenter, m_keys);
}

}  // namespace reverie::ui
