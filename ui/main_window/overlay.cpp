#include "ui/main_window/overlay.h"

#include "ui/widgets/painting.h"
#include "ui/widgets/style.h"

#include <QApplication>
#include <QKeyEvent>
#include <QPainter>
#include <QTimer>
#include <QVBoxLayout>

namespace reverie::ui {
namespace {

bool takesTab(const QWidget& widget)
{
    return (widget.focusPolicy() & Qt::TabFocus) != 0 && widget.focusProxy() == nullptr && widget.isEnabled() &&
        widget.isVisible();
}

}  // namespace

Overlay::Overlay(const QString& name, QSize most, QWidget* window)
    : QFrame(window), m_most(most), m_card(new QFrame(this)), m_body(new QVBoxLayout(m_card))
{
    setAccessibleName(name);
    m_card->setAccessibleName(name);
    m_body->setContentsMargins(space::kLarge, space::kLarge, space::kLarge, space::kLarge);
    m_body->setSpacing(space::kMedium);
    window->installEventFilter(this);
    m_card->installEventFilter(this);
    hide();
}

void Overlay::open(QWidget* focus)
{
    if (!isVisible())
        m_before = QApplication::focusWidget();
    place();
    show();
    raise();
    focus->setFocus(Qt::PopupFocusReason);
}

void Overlay::close()
{
    hide();
    if (m_before)
        m_before->setFocus(Qt::PopupFocusReason);
    Q_EMIT closed();
}

void Overlay::fit()
{
    if (isVisible())
        place();
}

void Overlay::place()
{
    setGeometry(parentWidget()->rect());
    const int width = std::min(m_most.width(), this->width() - 2 * space::kVast);
    m_body->activate();
    const int content = m_body->hasHeightForWidth() ? m_body->heightForWidth(width) : m_card->sizeHint().height();
    const int wanted = m_most.height() > 0 ? m_most.height() : content;
    const int top = std::max<int>(space::kVast, height() / 9);
    m_card->setGeometry((this->width() - width) / 2, top, width, std::min(wanted, height() - top - space::kVast));
}

void Overlay::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Colours& colours = applicationColours();
    painter.fillRect(rect(), faded(colours.background, 0.5));
    paint::shadow(painter, m_card->geometry(), radius::kCard, colours.shadow);
    paint::box(painter, m_card->geometry(), radius::kCard, colours.raised, colours.line);
}

void Overlay::mousePressEvent(QMouseEvent* event)
{
    if (!m_card->geometry().contains(event->position().toPoint()))
        close();
}

void Overlay::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        close();
    // Nothing goes through to what lies below.
    event->accept();
}

bool Overlay::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    return QFrame::event(event);
}

bool Overlay::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == parent() && event->type() == QEvent::Resize && isVisible())
        place();
    // Words that wrap otherwise make the card higher, once its layout has noticed.
    if (watched == m_card && event->type() == QEvent::LayoutRequest)
        QTimer::singleShot(0, this, &Overlay::fit);
    return QFrame::eventFilter(watched, event);
}

bool Overlay::focusNextPrevChild(bool isNext)
{
    // Tab stays on the card: what lies below is out of reach.
    QWidget* from = QApplication::focusWidget();
    if (from == nullptr || !isAncestorOf(from))
        from = this;
    const auto step = [isNext](const QWidget* widget) {
        return isNext ? widget->nextInFocusChain() : widget->previousInFocusChain();
    };
    for (QWidget* each = step(from); each != from; each = step(each)) {
        if (!m_card->isAncestorOf(each) || !takesTab(*each))
            continue;
        each->setFocus(isNext ? Qt::TabFocusReason : Qt::BacktabFocusReason);
        return true;
    }
    return false;
}

void Overlay::resizeEvent(QResizeEvent* event)
{
    QFrame::resizeEvent(event);
    place();
}

}  // namespace reverie::ui
