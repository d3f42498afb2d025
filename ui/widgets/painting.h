#pragma once

#include "ui/widgets/icons.h"
#include "ui/widgets/tokens.h"

#include <QRectF>

class QImage;
class QPainter;
class QStyleOption;
class QStyleOptionButton;
class QStyleOptionComboBox;
class QStyleOptionMenuItem;
class QStyleOptionProgressBar;
class QStyleOptionSlider;
class QStyleOptionToolButton;
class QStyleOptionViewItem;
class QWidget;

/// What the style is made of; each draws one thing in the state that its option tells.
namespace reverie::ui::paint {

/// A rounded box whose border lies within `rect`.
void box(QPainter& painter, const QRectF& rect, double cornerRadius, const QColor& fill, const QColor& border = {});
/// A soft shadow around a rounded box, which is to cover its place.
void shadow(QPainter& painter, const QRectF& rect, double cornerRadius, const QColor& colour);

/// A picture that fills `place`, its middle in the middle, with round corners.
void picture(QPainter& painter, const QRectF& place, const QImage& image, double cornerRadius);

void field(QPainter& painter, const QStyleOption& option, const Colours& colours, bool isRefused);
void comboBox(QPainter& painter, const QStyleOptionComboBox& option, const Colours& colours, bool isRefused);
void buttonBox(QPainter& painter, const QStyleOption& option, const Colours& colours, const QWidget* button);
void buttonLabel(QPainter& painter, const QStyleOptionButton& option, const Colours& colours, const QWidget* button);
void toolButton(QPainter& painter, const QStyleOptionToolButton& option, const Colours& colours, const QWidget* button);
void checkBox(QPainter& painter, const QStyleOption& option, const Colours& colours);
void radioButton(QPainter& painter, const QStyleOption& option, const Colours& colours);
void slider(QPainter& painter, const QStyleOptionSlider& option, const Colours& colours);
void scrollBar(QPainter& painter, const QStyleOptionSlider& option, const Colours& colours, const QRect& handle);
void progressBar(QPainter& painter, const QStyleOptionProgressBar& option, const Colours& colours);
void menuItem(QPainter& painter, const QStyleOptionMenuItem& option, const Colours& colours);
void focusRing(QPainter& painter, const QRectF& rect, double cornerRadius, const Colours& colours);

/// The ground of a card in a list: chosen, under the pointer, with the focus.
void row(QPainter& painter, const QRect& card, const QStyleOptionViewItem& option);
/// An icon in the middle of `place`.
void sign(QPainter& painter, const QRect& place, const QString& iconName, Tone tone, int side = extent::kIcon);

}  // namespace reverie::ui::paint
