#include "ui/widgets/choice_button.h"

#include "ui/widgets/painting.h"
#include "ui/widgets/style.h"

#include <QKeyEvent>
#include <QPainter>
#include <QStyleOptionComboBox>

namespace reverie::ui {

ChoiceButton::ChoiceButton(const QString& name, QWidget* parent) : QPushButton(parent), m_name(name)
{
    setAccessibleName(name);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ChoiceButton::setValue(const QString& value)
{
    setText(value);
    setAccessibleName(tr("%1: %2").arg(m_name, value));
}

QSize ChoiceButton::sizeHint() const
{
    return {extent::kPageField, std::max<int>(extent::kControl, fontMetrics().height() + 2 * space::kMedium)};
}

QSize ChoiceButton::minimumSizeHint() const
{
    return {extent::kControl * 2, sizeHint().height()};
}

void ChoiceButton::keyPressEvent(QKeyEvent* event)
{
    // As from a box of choices.
    const bool opens = event->key() == Qt::Key_Down || event->key() == Qt::Key_Up || event->key() == Qt::Key_Return ||
        event->key() == Qt::Key_Enter;
    if (opens && (event->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier)
        click();
    else
        QPushButton::keyPressEvent(event);
}

void ChoiceButton::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    QStyleOptionComboBox option;
    option.initFrom(this);
    const Colours& colours = applicationColours();
    paint::comboBox(painter, option, colours, isRefused(this));
    painter.setPen(isEnabled() ? colours.text : colours.disabled);
    const QRect words = rect().adjusted(space::kMedium + space::kTiny, 0, -extent::kControl, 0);
    painter.drawText(
        words, Qt::AlignVCenter | Qt::AlignLeft, fontMetrics().elidedText(text(), Qt::ElideRight, words.width()));
}

}  // namespace reverie::ui
