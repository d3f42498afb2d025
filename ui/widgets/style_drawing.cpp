#include "ui/widgets/painting.h"
#include "ui/widgets/style.h"

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QFocusFrame>
#include <QLineEdit>
#include <QPainter>
#include <QStyleOption>
#include <QToolButton>

namespace reverie::ui {
namespace {

/// Leaves the painter as it was.
class Saved final {
public:
    explicit Saved(QPainter& painter) : m_painter(painter) { m_painter.save(); }
    ~Saved() { m_painter.restore(); }
    Saved(const Saved&) = delete;
    Saved& operator=(const Saved&) = delete;

private:
    QPainter& m_painter;
};

bool isHorizontal(const QStyleOption& option)
{
    return option.state.testFlag(QStyle::State_Horizontal);
}

/// The handle of a scroll bar without arrows.
QRect scrollHandle(const QStyleOptionSlider& option)
{
    const bool isFlat = option.orientation == Qt::Horizontal;
    const int length = isFlat ? option.rect.width() : option.rect.height();
    const int range = option.maximum - option.minimum;
    if (range <= 0)
        return option.rect;
    const int page = static_cast<int>(static_cast<qint64>(option.pageStep) * length / (range + option.pageStep));
    const int size = std::clamp(page, std::min<int>(extent::kControl, length), length);
    const int at = QStyle::sliderPositionFromValue(
        option.minimum, option.maximum, option.sliderPosition, length - size, option.upsideDown);
    return isFlat ? QRect(option.rect.left() + at, option.rect.top(), size, option.rect.height())
                  : QRect(option.rect.left(), option.rect.top() + at, option.rect.width(), size);
}

bool isFieldOfOthers(const QWidget* widget)
{
    const QWidget* parent = widget == nullptr ? nullptr : widget->parentWidget();
    return parent != nullptr && (parent->inherits("QAbstractSpinBox") || parent->inherits("QComboBox"));
}

}  // namespace

void Style::drawPrimitive(
    PrimitiveElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const
{
    const Saved saved(*painter);
    switch (element) {
    case PE_PanelLineEdit:
        if (!isFieldOfOthers(widget))
            paint::field(*painter, *option, colours(), isRefused(widget));
        return;
    case PE_Frame:
        // Lists and pages stand free; a text of many lines is a field.
        if (widget != nullptr && widget->inherits("QPlainTextEdit")) {
            QStyleOption field(*option);
            field.state.setFlag(State_HasFocus, widget->hasFocus());
            field.state.setFlag(State_MouseOver, widget->underMouse());
            paint::field(*painter, field, colours(), isRefused(widget));
        }
        return;
    case PE_FrameLineEdit:
    case PE_FrameFocusRect:
    case PE_FrameStatusBarItem:
        return;
    case PE_PanelButtonCommand:
    case PE_PanelButtonTool:
        paint::buttonBox(*painter, *option, colours(), widget);
        return;
    case PE_IndicatorCheckBox:
        paint::checkBox(*painter, *option, colours());
        return;
    case PE_IndicatorRadioButton:
        paint::radioButton(*painter, *option, colours());
        return;
    case PE_PanelMenu:
    case PE_FrameMenu:
        if (element == PE_PanelMenu || (widget != nullptr && !widget->testAttribute(Qt::WA_TranslucentBackground)))
            paint::box(*painter, option->rect, radius::kField, colours().raised, colours().line);
        return;
    case PE_PanelTipLabel:
        paint::box(*painter, option->rect, 0, colours().raised, colours().border);
        return;
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void Style::drawControl(
    ControlElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const
{
    const Saved saved(*painter);
    switch (element) {
    case CE_PushButtonBevel:
        paint::buttonBox(*painter, *option, colours(), widget);
        return;
    case CE_PushButtonLabel:
        if (const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option))
            paint::buttonLabel(*painter, *button, colours(), widget);
        return;
    case CE_MenuItem:
        if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option))
            paint::menuItem(*painter, *item, colours());
        return;
    case CE_MenuEmptyArea:
        return;
    case CE_ProgressBar:
        if (const auto* bar = qstyleoption_cast<const QStyleOptionProgressBar*>(option))
            paint::progressBar(*painter, *bar, colours());
        return;
    case CE_Splitter:
        painter->fillRect(option->rect, colours().line);
        return;
    case CE_FocusFrame: {
        const auto* frame = qobject_cast<const QFocusFrame*>(widget);
        const QWidget* ringed = frame == nullptr ? nullptr : frame->widget();
        const bool isChip = qobject_cast<const QAbstractButton*>(ringed) && kindOf(ringed) == ButtonKind::Chip;
        paint::focusRing(*painter, option->rect, isChip ? extent::kChip / 2.0 : radius::kField, colours());
        return;
    }
    default:
        QProxyStyle::drawControl(element, option, painter, widget);
    }
}

void Style::drawComplexControl(
    ComplexControl control, const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget) const
{
    const Saved saved(*painter);
    switch (control) {
    case CC_SpinBox:
        paint::field(*painter, *option, colours(), isRefused(widget));
        return;
    case CC_ComboBox:
        if (const auto* box = qstyleoption_cast<const QStyleOptionComboBox*>(option))
            paint::comboBox(*painter, *box, colours(), isRefused(widget));
        return;
    case CC_Slider:
        if (const auto* slider = qstyleoption_cast<const QStyleOptionSlider*>(option); slider && isHorizontal(*option))
            paint::slider(*painter, *slider, colours());
        return;
    case CC_ScrollBar:
        if (const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option))
            paint::scrollBar(*painter, *bar, colours(), scrollHandle(*bar));
        return;
    case CC_ToolButton:
        if (const auto* button = qstyleoption_cast<const QStyleOptionToolButton*>(option))
            paint::toolButton(*painter, *button, colours(), widget);
        return;
    default:
        QProxyStyle::drawComplexControl(control, option, painter, widget);
    }
}

QRect Style::subControlRect(
    ComplexControl control, const QStyleOptionComplex* option, SubControl part, const QWidget* widget) const
{
    const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
    if (control == CC_ScrollBar && bar != nullptr) {
        const QRect handle = scrollHandle(*bar);
        const bool isFlat = bar->orientation == Qt::Horizontal;
        switch (part) {
        case SC_ScrollBarSlider:
            return handle;
        case SC_ScrollBarGroove:
            return bar->rect;
        case SC_ScrollBarSubPage:
            return isFlat ? bar->rect.adjusted(0, 0, handle.left() - bar->rect.right(), 0)
                          : bar->rect.adjusted(0, 0, 0, handle.top() - bar->rect.bottom());
        case SC_ScrollBarAddPage:
            return isFlat ? bar->rect.adjusted(handle.right(), 0, 0, 0) : bar->rect.adjusted(0, handle.bottom(), 0, 0);
        default:
            return {};
        }
    }
    if (control == CC_SpinBox && part == SC_SpinBoxEditField)
        return option->rect.adjusted(space::kMedium, space::kTiny, -space::kSmall, -space::kTiny);
    if (control == CC_ComboBox && part == SC_ComboBoxEditField)
        return option->rect.adjusted(space::kMedium, space::kTiny, -extent::kControl + space::kSmall, -space::kTiny);
    return QProxyStyle::subControlRect(control, option, part, widget);
}

QRect Style::subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const
{
    if (element == SE_LineEditContents && !isFieldOfOthers(widget))
        return option->rect.adjusted(space::kMedium, space::kTiny, -space::kMedium, -space::kTiny);
    if (element == SE_ProgressBarGroove || element == SE_ProgressBarContents)
        return option->rect;
    return QProxyStyle::subElementRect(element, option, widget);
}

}  // namespace reverie::ui
