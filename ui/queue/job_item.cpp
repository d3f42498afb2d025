#include "ui/queue/job_item.h"

#include "ui/queue/job_text.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/painting.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QPushButton>

namespace reverie::ui {
namespace {

/// -1 or 1 where the keys move a job along the strip.
int moveOf(const QKeyEvent& event)
{
    if ((event.modifiers() & ~Qt::KeypadModifier) != Qt::AltModifier)
        return 0;
    return event.key() == Qt::Key_Left ? -1 : event.key() == Qt::Key_Right ? 1 : 0;
}

}  // namespace

JobItem::JobItem(queue::JobKey key, QWidget* parent)
    : QAbstractButton(parent), m_key(key), m_remedy(wordButton({}, ButtonKind::Chip))
{
    setKind(this, ButtonKind::Quiet);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setTextRole(m_remedy, TextRole::Caption);
    m_remedy->setParent(this);
    m_remedy->hide();
    connect(m_remedy, &QPushButton::clicked, this, [this] { Q_EMIT remedyWanted(m_key); });
}

QSize JobItem::sizeHint() const
{
    const int room = m_look.room > 0 ? m_look.room + extent::kChip : 0;
    return {extent::kJobWidth + room, extent::kJobHeight};
}

void JobItem::show(const queue::QueueJob& job, bool isNext)
{
    const bool goesOn = job.state == queue::JobState::Running && m_look.state == job.state;
    m_look.state = job.state;
    m_look.title = jobTitle(job);
    if (!goesOn || m_look.words.isEmpty() || job.isStalled)
        m_look.words = jobState(job, isNext);
    if (!goesOn)
        m_look.share = 0;
    setAccessibleName(tr("Job: %1").arg(m_look.title));
    setAccessibleDescription(m_look.words);
    setToolTip(m_look.title + QLatin1Char('\n') + m_look.words);
    update();
}

void JobItem::showRemedy(const QString& title)
{
    m_remedy->setText(title);
    m_remedy->setAccessibleName(title);
    m_remedy->setVisible(!title.isEmpty());
    const QSize size = m_remedy->sizeHint();
    const int room = title.isEmpty() ? 0 : size.width() + space::kMedium;
    if (room != m_look.room)
        updateGeometry();
    m_look.room = room;
    m_remedy->setGeometry(sizeHint().width() - size.width() - space::kMedium,
        extent::kJobHeight - size.height() - space::kSmall, size.width(), size.height());
}

void JobItem::showProgress(double share, const QString& words)
{
    m_look.share = share;
    m_look.words = words;
    setAccessibleDescription(words);
    update();
}

void JobItem::setPicture(const QImage& picture)
{
    m_look.picture = picture;
    update();
}

bool JobItem::event(QEvent* event)
{
    // Alt+Left moves a phrase of the prompt elsewhere.
    if (event->type() == QEvent::ShortcutOverride && moveOf(*static_cast<QKeyEvent*>(event)) != 0) {
        event->accept();
        return true;
    }
    return QAbstractButton::event(event);
}

void JobItem::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Colours& colours = applicationColours();
    const bool isFailed = m_look.state == queue::JobState::Failed;
    paint::box(painter, rect(), radius::kButton, colours.raised, isFailed ? colours.bad : colours.line);
    if (underMouse())
        paint::box(painter, rect(), radius::kButton, isDown() ? colours.pressed : colours.hover);
    paintJob(painter, rect(), m_look);
}

void JobItem::contextMenuEvent(QContextMenuEvent* event)
{
    Q_EMIT menuWanted(m_key, event->globalPos());
}

void JobItem::keyPressEvent(QKeyEvent* event)
{
    if (const int step = moveOf(*event); step != 0)
        Q_EMIT moveWanted(m_key, step);
    else if (event->key() == Qt::Key_Delete)
        Q_EMIT removeWanted(m_key);
    else if (event->key() == Qt::Key_Menu)
        Q_EMIT menuWanted(m_key, mapToGlobal(rect().center()));
    else
        QAbstractButton::keyPressEvent(event);
}

void JobItem::mousePressEvent(QMouseEvent* event)
{
    m_pressed = event->position().toPoint();
    QAbstractButton::mousePressEvent(event);
}

void JobItem::mouseMoveEvent(QMouseEvent* event)
{
    const bool isFar = (event->position().toPoint() - m_pressed).manhattanLength() > QApplication::startDragDistance();
    if (event->buttons() & Qt::LeftButton && isFar) {
        setDown(false);
        Q_EMIT dragWanted(m_key);
        return;
    }
    QAbstractButton::mouseMoveEvent(event);
}

}  // namespace reverie::ui
