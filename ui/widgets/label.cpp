#include "ui/widgets/label.h"

#include "ui/widgets/style.h"

#include <QApplication>
#include <QEvent>
#include <QFontInfo>
#include <QPainter>

namespace reverie::ui {
namespace {

constexpr const char* kRole = "reverieTextRole";

}  // namespace

QFont fontOf(TextRole role)
{
    // Size and weight are always said, so that none is taken over from where the text is painted.
    QFont font = QApplication::font();
    const int body = QFontInfo(font).pixelSize();
    font.setPixelSize(body);
    font.setWeight(QFont::Normal);
    if (role == TextRole::Caption || role == TextRole::Heading)
        font.setPixelSize(std::max(type::kLabel, body - 1));
    if (role == TextRole::Title)
        font.setPixelSize(std::max(type::kTitle, body + type::kTitle - type::kBody));
    if (role == TextRole::Strong || role == TextRole::Heading || role == TextRole::Title)
        font.setWeight(QFont::DemiBold);
    return font;
}

void setTextRole(QWidget* widget, TextRole role)
{
    widget->setProperty(kRole, static_cast<int>(role));
    widget->setFont(fontOf(role));
}

void renewFonts()
{
    for (QWidget* widget : QApplication::allWidgets())
        if (const QVariant role = widget->property(kRole); role.isValid())
            widget->setFont(fontOf(static_cast<TextRole>(role.toInt())));
}

Label::Label(const QString& text, TextRole role, Tone tone) : QLabel(text), m_tone(tone)
{
    setTextFormat(Qt::PlainText);
    setTextRole(this, role);
    applyTone();
}

void Label::setTone(Tone tone)
{
    m_tone = tone;
    applyTone();
}

void Label::applyTone()
{
    QPalette own = palette();
    const QColor wanted = colourOf(m_tone);
    if (own.color(QPalette::WindowText) == wanted)
        return;
    own.setColor(QPalette::WindowText, wanted);
    setPalette(own);
}

void Label::setElided(bool isElided)
{
    m_isElided = isElided;
    updateGeometry();
}

void Label::setText(const QString& text)
{
    if (text != QLabel::text())
        QLabel::setText(text);
}

QSize Label::minimumSizeHint() const
{
    const QSize whole = QLabel::minimumSizeHint();
    return m_isElided ? QSize(std::min<int>(whole.width(), extent::kControl), whole.height()) : whole;
}

void Label::changeEvent(QEvent* event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::ApplicationPaletteChange)
        applyTone();
}

void Label::paintEvent(QPaintEvent* event)
{
    if (!m_isElided) {
        QLabel::paintEvent(event);
        return;
    }
    QPainter painter(this);
    const QRect place = contentsRect();
    const QString line = text().simplified();
    painter.drawText(
        place, static_cast<int>(alignment()), fontMetrics().elidedText(line, Qt::ElideRight, place.width()));
    const bool isCut = fontMetrics().horizontalAdvance(line) > place.width();
    if (const QString tip = isCut ? line : QString(); toolTip() != tip)
        setToolTip(tip);
}

Label* caption(const QString& text)
{
    return new Label(text, TextRole::Caption, Tone::Muted);
}

Label* wrapping(Label* label)
{
    label->setWordWrap(true);
    return label;
}

}  // namespace reverie::ui
