#include "ui/widgets/card.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/painting.h"
#include "ui/widgets/style.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

namespace reverie::ui {

CardHeader::CardHeader(const QString& title, QWidget* parent) : QAbstractButton(parent)
{
    setText(title);
    setAccessibleName(title);
    setTextRole(this, TextRole::Heading);
    setKind(this, ButtonKind::Quiet);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setCursor(Qt::PointingHandCursor);
    setOpen(true);
}

void CardHeader::setAside(const QString& aside)
{
    if (m_aside == aside)
        return;
    m_aside = aside;
    update();
}

void CardHeader::setOpen(bool isOpen)
{
    m_isOpen = isOpen;
    setToolTip(isOpen ? tr("Fold") : tr("Open"));
    tell();
}

void CardHeader::setSummary(const QString& summary)
{
    if (m_summary == summary)
        return;
    m_summary = summary;
    tell();
}

void CardHeader::tell()
{
    const QString folded =
        m_summary.isEmpty() ? tr("Folded. Press to open.") : tr("Folded: %1. Press to open.").arg(m_summary);
    setAccessibleDescription(m_isOpen ? tr("Open. Press to fold.") : folded);
    update();
}

QSize CardHeader::sizeHint() const
{
    return {fontMetrics().horizontalAdvance(text()) + extent::kControl, fontMetrics().height() + space::kSmall};
}

void CardHeader::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setPen(applicationColours().text);
    painter.drawText(rect(), Qt::AlignVCenter | Qt::AlignLeft, text());
    const bool isShown = !m_isOpen || underMouse() || hasFocus();
    const int sign = isShown ? extent::kSmallIcon : 0;
    if (isShown)
        painter.drawPixmap(width() - sign, (height() - sign) / 2,
            iconPixmap(m_isOpen ? QStringLiteral("chevron-up") : QStringLiteral("chevron-down"), Tone::Muted, sign,
                devicePixelRatioF()));
    painter.setFont(fontOf(TextRole::Caption));
    painter.setPen(applicationColours().muted);
    const QRect aside = rect().adjusted(
        fontMetrics().horizontalAdvance(text()) + space::kMedium, 0, isShown ? -sign - space::kSmall : 0, 0);
    painter.drawText(aside, Qt::AlignVCenter | Qt::AlignRight,
        painter.fontMetrics().elidedText(
            m_isOpen || m_summary.isEmpty() ? m_aside : m_summary, Qt::ElideRight, aside.width()));
}

Card::Card(const QString& id, const QString& title, QWidget* parent) : QFrame(parent)
{
    setObjectName(id);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(space::kLarge, space::kMedium, space::kLarge, space::kLarge);
    all->setSpacing(space::kMedium);
    m_header = new CardHeader(title, this);
    m_reset = smallButton(QStringLiteral("reset"), tr("Reset %1 to its defaults").arg(title));
    m_reset->hide();
    auto* top = new QHBoxLayout;
    top->setSpacing(space::kSmall);
    top->addWidget(m_header, 1);
    top->addWidget(m_reset);
    all->addLayout(top);
    connect(m_reset, &QToolButton::clicked, this, &Card::resetWanted);
    m_content = new QWidget(this);
    m_body = new QVBoxLayout(m_content);
    m_body->setContentsMargins(0, 0, 0, 0);
    m_body->setSpacing(space::kMedium);
    all->addWidget(m_content);
    connect(m_header, &CardHeader::clicked, this, [this] {
        setOpen(!m_isOpen);
        Q_EMIT folded();
    });
}

void Card::setOpen(bool isOpen)
{
    m_isOpen = isOpen;
    m_content->setVisible(isOpen);
    m_header->setOpen(isOpen);
    m_reset->setVisible(m_isOpen && m_isResettable);
    layout()->setContentsMargins(space::kLarge, space::kMedium, space::kLarge, isOpen ? space::kLarge : space::kMedium);
}

void Card::setResettable(bool isResettable)
{
    m_isResettable = isResettable;
    m_reset->setVisible(m_isOpen && m_isResettable);
}

void Card::setAside(const QString& aside)
{
    m_header->setAside(aside);
}

void Card::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Colours& colours = applicationColours();
    paint::box(painter, rect(), radius::kCard, colours.raised, colours.line);
}

}  // namespace reverie::ui
