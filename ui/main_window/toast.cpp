#include "ui/main_window/toast.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/painting.h"
#include "ui/widgets/sentence_text.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QPainter>
#include <QPropertyAnimation>
#include <QPushButton>
#include <QToolButton>

namespace reverie::ui {

Toast::Toast(QWidget* window)
    : QFrame(window), m_words(new Label({})), m_button(wordButton(tr("Undo"), ButtonKind::Quiet))
{
    setAccessibleName(tr("Message"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(space::kHuge, space::kMedium, space::kMedium, space::kMedium);
    row->setSpacing(space::kMedium);
    m_words->setWordWrap(true);
    m_button->setFocusPolicy(Qt::TabFocus);
    QToolButton* shut = iconButton(QStringLiteral("close"), tr("Close"), Tone::Muted);
    row->addWidget(m_words, 1);
    row->addWidget(m_button);
    row->addWidget(shut);
    m_patience.setSingleShot(true);
    m_patience.setInterval(motion::kToastMs);
    window->installEventFilter(this);
    connect(&m_patience, &QTimer::timeout, this, &Toast::leave);
    connect(shut, &QToolButton::clicked, this, &Toast::leave);
    connect(m_button, &QPushButton::clicked, this, [this] {
        const auto deed = m_deed;  // it may tell of something itself
        leave();
        if (deed)
            deed();
    });
    hide();
}

void Toast::tell(const QString& sentence)
{
    offer(sentence, {}, {});
}

void Toast::note(const QString& sentence)
{
    m_notes.push_back(sentence);
    if (isHidden())
        leave();
}

void Toast::leave()
{
    hide();
    m_note.clear();
    if (m_notes.empty())
        return;
    m_note = m_notes.front();
    m_notes.pop_front();
    put(m_note, {}, {});
}

void Toast::offer(const QString& sentence, const QString& action, std::function<void()> deed)
{
    if (const QString unread = std::exchange(m_note, {}); isVisible() && !unread.isEmpty())
        m_notes.push_front(unread);
    put(sentence, action, std::move(deed));
}

void Toast::put(const QString& sentence, const QString& action, std::function<void()> deed)
{
    m_words->setText(capitalised(sentence));
    m_button->setText(action);
    m_button->setAccessibleName(action);
    m_button->setVisible(!action.isEmpty());
    m_deed = std::move(deed);
    setAccessibleDescription(sentence);
    const bool wasHidden = isHidden();
    place();
    show();
    raise();
    if (wasHidden)
        slideIn();
    m_patience.start();
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void Toast::place()
{
    const int most =
        std::min(extent::kProgressWidth + 2 * extent::kJobHeight, parentWidget()->width() - 2 * space::kVast);
    const int words = m_words->fontMetrics().horizontalAdvance(m_words->text());
    const int rest = sizeHint().width() - m_words->sizeHint().width();
    const int width = std::min(most, words + rest + space::kSmall);
    setFixedWidth(width);
    const int height = std::max(layout()->heightForWidth(width), layout()->sizeHint().height());
    setGeometry((parentWidget()->width() - width) / 2,
        parentWidget()->height() - height - extent::kJobHeight - 2 * space::kVast, width, height);
}

void Toast::slideIn()
{
    const int duration = style()->styleHint(QStyle::SH_Widget_Animation_Duration, nullptr, this);
    if (duration == 0)
        return;
    auto* motion = new QPropertyAnimation(this, "pos", this);
    motion->setDuration(duration);
    motion->setEasingCurve(QEasingCurve::OutCubic);
    motion->setStartValue(pos() + QPoint(0, space::kMedium));
    motion->setEndValue(pos());
    motion->start(QAbstractAnimation::DeleteWhenStopped);
}

void Toast::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Colours& colours = applicationColours();
    paint::box(painter, rect(), radius::kCard, colours.raised, colours.line);
}

bool Toast::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == parent() && event->type() == QEvent::Resize && isVisible())
        place();
    return QFrame::eventFilter(watched, event);
}

void Toast::enterEvent(QEnterEvent*)
{
    m_patience.stop();
}

void Toast::leaveEvent(QEvent*)
{
    m_patience.start();
}

}  // namespace reverie::ui
