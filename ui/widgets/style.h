#pragma once

#include "ui/widgets/tokens.h"

#include <QPointer>
#include <QProxyStyle>

class QFocusFrame;

namespace reverie::ui {

/// What a button is for; rest is decided by the style.
enum class ButtonKind { Plain, Primary, Quiet, Chip, Rail, Tool, Link };

void setKind(QWidget* button, ButtonKind kind);
[[nodiscard]] ButtonKind kindOf(const QWidget* button);

/// Two buttons that are one: the side on which this one has round corners.
enum class ButtonHalf { Whole, Left, Right };
void setHalf(QWidget* button, ButtonHalf half);
[[nodiscard]] ButtonHalf halfOf(const QWidget* button);

/// Marks a field whose value is refused (its border says so, beside a sentence), or takes the mark away.
void setRefused(QWidget* field, bool isRefused);
[[nodiscard]] bool isRefused(const QWidget* field);

/// Paints every control of the window in all its states: rest, hover, pressed, focus, disabled, refused. The only
/// style; there is no style sheet.
class Style final : public QProxyStyle {
    Q_OBJECT

public:
    explicit Style(Scheme scheme);

    [[nodiscard]] const Colours& colours() const { return coloursOf(m_scheme); }
    [[nodiscard]] Scheme scheme() const { return m_scheme; }
    void setScheme(Scheme scheme) { m_scheme = scheme; }
    /// Told to widgets as SH_Widget_Animation_Duration 0.
    void setMotionReduced(bool isReduced) { m_isMotionReduced = isReduced; }
    [[nodiscard]] QPalette schemePalette() const;

    void polish(QWidget* widget) override;
    using QProxyStyle::polish;
    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
        const QWidget* widget = nullptr) const override;
    void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
        const QWidget* widget = nullptr) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
        const QWidget* widget = nullptr) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
        const QWidget* widget = nullptr) const override;
    QRect subElementRect(
        SubElement element, const QStyleOption* option, const QWidget* widget = nullptr) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
        const QWidget* widget = nullptr) const override;
    int pixelMetric(
        PixelMetric metric, const QStyleOption* option = nullptr, const QWidget* widget = nullptr) const override;
    int styleHint(StyleHint hint, const QStyleOption* option = nullptr, const QWidget* widget = nullptr,
        QStyleHintReturn* returned = nullptr) const override;

    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void moveFocusRing(QWidget* widget, bool isByKeyboard);

    Scheme m_scheme;
    bool m_isMotionReduced = false;
    QPointer<QFocusFrame> m_ring;
};

/// The colours of the application's style; the dark ones where another style is set.
[[nodiscard]] const Colours& applicationColours();

}  // namespace reverie::ui
