#include "ui/widgets/style.h"

#include "ui/widgets/painting.h"

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QFocusEvent>
#include <QFocusFrame>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QSlider>
#include <QStyleOption>

namespace reverie::ui {
namespace {

constexpr const char* kKind = "reverieKind";
constexpr const char* kHalf = "reverieHalf";
constexpr const char* kRefused = "reverieRefused";

bool isTextField(const QWidget* widget)
{
    return qobject_cast<const QLineEdit*>(widget) || qobject_cast<const QAbstractSpinBox*>(widget) ||
        widget->inherits("QPlainTextEdit");
}

bool isInsideField(const QWidget* widget)
{
    const QWidget* parent = widget->parentWidget();
    return qobject_cast<const QAbstractSpinBox*>(parent) || qobject_cast<const QComboBox*>(parent);
}

/// Whether the style shows the ring around this widget; a slider and a list show their focus by themselves.
bool wantsRing(const QWidget* widget)
{
    return isTextField(widget) || qobject_cast<const QComboBox*>(widget) ||
        qobject_cast<const QAbstractButton*>(widget);
}

}  // namespace

void setKind(QWidget* button, ButtonKind kind)
{
    button->setProperty(kKind, static_cast<int>(kind));
    button->setAttribute(Qt::WA_Hover);
}

ButtonKind kindOf(const QWidget* button)
{
    const QVariant kind = button == nullptr ? QVariant() : button->property(kKind);
    if (kind.isValid())
        return static_cast<ButtonKind>(kind.toInt());
    return button != nullptr && button->inherits("QToolButton") ? ButtonKind::Tool : ButtonKind::Plain;
}

void setHalf(QWidget* button, ButtonHalf half)
{
    button->setProperty(kHalf, static_cast<int>(half));
}

ButtonHalf halfOf(const QWidget* button)
{
    return button == nullptr ? ButtonHalf::Whole : static_cast<ButtonHalf>(button->property(kHalf).toInt());
}

void setRefused(QWidget* field, bool isRefused)
{
    if (ui::isRefused(field) == isRefused)
        return;
    field->setProperty(kRefused, isRefused);
    field->update();
}

bool isRefused(const QWidget* field)
{
    return field != nullptr && field->property(kRefused).toBool();
}

const Colours& applicationColours()
{
    const auto* style = qobject_cast<const Style*>(QApplication::style());
    return style == nullptr ? coloursOf(Scheme::Dark) : style->colours();
}

Style::Style(Scheme scheme) : QProxyStyle(QStringLiteral("Fusion")), m_scheme(scheme) { }

QPalette Style::schemePalette() const
{
    const Colours& c = colours();
    QPalette palette;
    const auto set = [&](QPalette::ColorRole role, const QColor& normal, const QColor& disabled) {
        palette.setColor(role, normal);
        palette.setColor(QPalette::Disabled, role, disabled);
    };
    set(QPalette::Window, c.panel, c.panel);
    set(QPalette::Base, c.field, c.panel);
    set(QPalette::AlternateBase, c.raised, c.raised);
    set(QPalette::Button, c.raised, c.raised);
    set(QPalette::WindowText, c.text, c.disabled);
    set(QPalette::Text, c.text, c.disabled);
    set(QPalette::ButtonText, c.text, c.disabled);
    set(QPalette::BrightText, c.onAccent, c.disabled);
    set(QPalette::PlaceholderText, c.muted, c.disabled);
    set(QPalette::Highlight, c.accentFill, c.line);
    set(QPalette::HighlightedText, c.onAccent, c.disabled);
    set(QPalette::Link, c.accent, c.disabled);
    set(QPalette::ToolTipBase, c.raised, c.raised);
    set(QPalette::ToolTipText, c.text, c.text);
    set(QPalette::Light, c.raised, c.raised);
    set(QPalette::Midlight, c.line, c.line);
    set(QPalette::Mid, c.line, c.line);
    set(QPalette::Dark, c.line, c.line);
    set(QPalette::Shadow, c.shadow, c.shadow);
    return palette;
}

void Style::polish(QWidget* widget)
{
    QProxyStyle::polish(widget);
    if (wantsRing(widget) || qobject_cast<QSlider*>(widget)) {
        widget->setAttribute(Qt::WA_Hover);
        widget->installEventFilter(this);
    }
    if (qobject_cast<QMenu*>(widget)) {
        widget->setAttribute(Qt::WA_TranslucentBackground);
        widget->setWindowFlag(Qt::FramelessWindowHint);
        widget->setWindowFlag(Qt::NoDropShadowWindowHint);
    }
}

bool Style::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::FocusIn) {
        const Qt::FocusReason reason = static_cast<QFocusEvent*>(event)->reason();
        moveFocusRing(qobject_cast<QWidget*>(watched),
            reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason || reason == Qt::ShortcutFocusReason);
    } else if (event->type() == QEvent::FocusOut && m_ring != nullptr) {
        m_ring->setWidget(nullptr);
    }
    return QProxyStyle::eventFilter(watched, event);
}

void Style::moveFocusRing(QWidget* widget, bool isByKeyboard)
{
    if (widget != nullptr && isInsideField(widget))
        widget = widget->parentWidget();
    const bool isWanted =
        widget != nullptr && wantsRing(widget) && (isByKeyboard || isTextField(widget)) && !widget->isWindow();
    if (isWanted && m_ring == nullptr)
        m_ring = new QFocusFrame(widget);
    if (m_ring != nullptr)
        m_ring->setWidget(isWanted ? widget : nullptr);
}

int Style::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const
{
    struct Size {
        PixelMetric metric;
        int pixels;
    };
    static constexpr Size kSizes[] = {
        {PM_FocusFrameHMargin, static_cast<int>(stroke::kHalo + stroke::kHair)},
        {PM_FocusFrameVMargin, static_cast<int>(stroke::kHalo + stroke::kHair)},
        {PM_ScrollBarExtent, space::kLarge},
        {PM_ScrollBarSliderMin, extent::kControl},
        {PM_SliderThickness, space::kHuge + space::kSmall},
        {PM_SliderControlThickness, space::kHuge + space::kSmall},
        {PM_SliderLength, space::kHuge - space::kTiny},
        {PM_IndicatorWidth, space::kHuge},
        {PM_IndicatorHeight, space::kHuge},
        {PM_ExclusiveIndicatorWidth, space::kHuge},
        {PM_ExclusiveIndicatorHeight, space::kHuge},
        {PM_CheckBoxLabelSpacing, space::kMedium},
        {PM_RadioButtonLabelSpacing, space::kMedium},
        {PM_SplitterWidth, space::kHair},
        {PM_MenuPanelWidth, 0},
        {PM_MenuHMargin, 0},
        {PM_MenuVMargin, space::kSmall},
        {PM_ToolTipLabelFrameWidth, space::kMedium},
        {PM_SmallIconSize, extent::kIcon},
        {PM_ButtonIconSize, extent::kIcon},
    };
    for (const Size& size : kSizes)
        if (size.metric == metric)
            return size.pixels;
    const bool isComboBox = qobject_cast<const QComboBox*>(widget) != nullptr;
    return metric == PM_DefaultFrameWidth && isComboBox ? space::kTiny
                                                        : QProxyStyle::pixelMetric(metric, option, widget);
}

int Style::styleHint(
    StyleHint hint, const QStyleOption* option, const QWidget* widget, QStyleHintReturn* returned) const
{
    switch (hint) {
    case SH_FocusFrame_AboveWidget:
        return 1;
    case SH_FocusFrame_Mask:
    case SH_ComboBox_Popup:
    case SH_DialogButtonBox_ButtonsHaveIcons:
    case SH_UnderlineShortcut:
    case SH_EtchDisabledText:
        return 0;
    case SH_Widget_Animation_Duration:
        return m_isMotionReduced ? 0 : motion::kShortMs;
    case SH_Slider_AbsoluteSetButtons:
        return Qt::LeftButton;
    case SH_ScrollView_FrameOnlyAroundContents:
        return widget == nullptr || !widget->inherits("QPlainTextEdit");
    case SH_ToolTip_WakeUpDelay:
        return 5 * motion::kShortMs;
    default:
        return QProxyStyle::styleHint(hint, option, widget, returned);
    }
}

QSize Style::sizeFromContents(
    ContentsType type, const QStyleOption* option, const QSize& size, const QWidget* widget) const
{
    QSize whole = QProxyStyle::sizeFromContents(type, option, size, widget);
    const ButtonKind kind = kindOf(widget);
    switch (type) {
    case CT_PushButton:
    case CT_ToolButton: {
        const bool hasWords = type == CT_PushButton || size.width() > extent::kIcon + space::kMedium;
        const int height = kind == ButtonKind::Chip || kind == ButtonKind::Link ? extent::kChip
            : kind == ButtonKind::Primary                                       ? extent::kGenerate
                                                                                : extent::kControl;
        const int margin = kind == ButtonKind::Chip ? space::kMedium + space::kTiny
            : kind == ButtonKind::Link              ? space::kSmall
                                                    : space::kLarge;
        return {hasWords ? size.width() + 2 * margin : std::max(height, size.width()), std::max(height, size.height())};
    }
    case CT_SpinBox:
        // Its line edit has made itself high enough already.
        whole.setHeight(std::max<int>(extent::kControl, size.height()));
        return whole;
    case CT_LineEdit:
    case CT_ComboBox:
        whole.setHeight(std::max<int>(extent::kControl, size.height() + space::kMedium));
        return whole;
    case CT_MenuItem:
        if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option)) {
            const bool isLine = item->menuItemType == QStyleOptionMenuItem::Separator;
            const int words = item->fontMetrics.horizontalAdvance(item->text.section(QLatin1Char('\t'), 0, 0));
            const int keys = item->fontMetrics.horizontalAdvance(item->text.section(QLatin1Char('\t'), 1));
            return {words + keys + extent::kIcon + 5 * space::kHuge,
                isLine ? space::kMedium + 1 : extent::kControl - space::kSmall};
        }
        return whole;
    default:
        return whole;
    }
}

}  // namespace reverie::ui
