#include "ui/queue/queue_strip.h"

#include "core/gallery/thumbnail_cache.h"
#include "core/queue/dispatcher.h"
#include "ui/queue/job_item.h"
#include "ui/queue/job_menu.h"
#include "ui/queue/job_order.h"
#include "ui/queue/job_text.h"
#include "ui/queue/queue_model.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"

#include <QDrag>
#include <QDragEnterEvent>
#include <QHBoxLayout>
#include <QMimeData>
#include <QPainter>
#include <QScrollArea>
#include <QScrollBar>
#include <QToolButton>
#include <QWheelEvent>

namespace reverie::ui {
namespace {

constexpr std::size_t kShown = 40;  // the page shows all

}  // namespace

QueueStrip::QueueStrip(
    queue::Dispatcher& dispatcher, gallery::ThumbnailCache& thumbnails, JobMenu& menu, QWidget* parent)
    : QWidget(parent), m_dispatcher(dispatcher), m_thumbnails(thumbnails), m_menu(menu), m_area(new QScrollArea),
      m_count(caption({})),
      m_empty(caption(tr("The queue is empty. Every picture that you ask for waits here until it is made."))),
      m_pause(iconButton(QStringLiteral("pause"), tr("Pause after this job"), Tone::Muted)),
      m_clear(iconButton(QStringLiteral("trash"), tr("Clear the queue"), Tone::Muted)),
      m_fold(iconButton(QStringLiteral("chevron-down"), tr("Fold the queue"), Tone::Muted))
{
    setAccessibleName(tr("Queue"));
    setAcceptDrops(true);
    layOut();
    follow();
    connect(m_pause, &QToolButton::clicked, this, [this] { Q_EMIT commandWanted(QStringLiteral("pause")); });
    connect(m_clear, &QToolButton::clicked, this, [this] { Q_EMIT commandWanted(QStringLiteral("clear-queue")); });
    connect(m_fold, &QToolButton::clicked, this, [this] { setFolded(!m_isFolded); });
    arrange();
    setFolded(false);
}

void QueueStrip::layOut()
{
    auto* content = new QWidget;
    m_row = new QHBoxLayout(content);
    m_row->setContentsMargins(space::kSmall, 0, space::kSmall, 0);
    m_row->setSpacing(space::kMedium);
    m_row->addStretch();
    m_area->setWidget(content);
    m_area->setWidgetResizable(true);
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_area->setFocusPolicy(Qt::NoFocus);
    auto* all = new QHBoxLayout(this);
    all->setContentsMargins(space::kLarge, space::kMedium, space::kLarge, space::kMedium);
    all->setSpacing(space::kSmall);
    all->addWidget(m_empty);
    all->addWidget(m_area, 1);
    all->addStretch(0);
    all->addSpacing(space::kMedium);
    all->addWidget(m_count);
    all->addWidget(m_pause);
    all->addWidget(m_clear);
    all->addWidget(m_fold);
}

void QueueStrip::follow()
{
    using queue::Dispatcher;
    connect(&m_dispatcher, &Dispatcher::opened, this, &QueueStrip::arrange);
    connect(&m_dispatcher, &Dispatcher::jobAdded, this, &QueueStrip::arrange);
    connect(&m_dispatcher, &Dispatcher::jobRemoved, this, &QueueStrip::arrange);
    connect(&m_dispatcher, &Dispatcher::orderChanged, this, &QueueStrip::arrange);
    connect(&m_dispatcher, &Dispatcher::jobChanged, this, &QueueStrip::showJob);
    connect(&m_dispatcher, &Dispatcher::paused, this, &QueueStrip::showCount);
    connect(&m_dispatcher, &Dispatcher::resumed, this, &QueueStrip::showCount);
    connect(&m_thumbnails, &gallery::ThumbnailCache::ready, this, &QueueStrip::showThumbnail);
}

void QueueStrip::setFolded(bool isFolded)
{
    m_isFolded = isFolded;
    m_fold->setIcon(icon(isFolded ? QStringLiteral("chevron-up") : QStringLiteral("chevron-down"), Tone::Muted));
    m_fold->setAccessibleName(isFolded ? tr("Open the queue") : tr("Fold the queue"));
    m_fold->setToolTip(m_fold->accessibleName());
    showCount();
    Q_EMIT folded();
}

JobItem* QueueStrip::itemOf(queue::JobKey key)
{
    const auto found = m_items.find(key);
    return found == m_items.end() ? nullptr : found->second;
}

void QueueStrip::connectItem(JobItem* item)
{
    connect(item, &JobItem::clicked, this, [this, key = item->key()] { press(key); });
    connect(item, &JobItem::menuWanted, &m_menu, &JobMenu::open);
    connect(item, &JobItem::remedyWanted, &m_menu, &JobMenu::applyFirst);
    connect(item, &JobItem::moveWanted, this, &QueueStrip::move);
    connect(item, &JobItem::removeWanted, &m_menu, &JobMenu::remove);
    connect(item, &JobItem::dragWanted, this, [this](queue::JobKey key) {
        auto* drag = new QDrag(this);
        auto* what = new QMimeData;
        what->setData(kJobMime, QByteArray::number(static_cast<qlonglong>(key)));
        drag->setMimeData(what);
        drag->exec(Qt::MoveAction);
    });
}

void QueueStrip::arrange()
{
    std::map<queue::JobKey, JobItem*> old;
    old.swap(m_items);
    while (QLayoutItem* item = m_row->takeAt(0))
        delete item;
    bool isNextFound = false;
    for (const queue::QueueJob* shown : shownOrder(m_dispatcher.jobs())) {
        if (m_items.size() >= kShown)
            break;
        const queue::QueueJob& job = *shown;
        auto known = old.extract(job.key);
        auto* item = known.empty() ? new JobItem(job.key) : known.mapped();
        if (known.empty())
            connectItem(item);
        const bool isNext = !isNextFound && job.state == queue::JobState::Waiting;
        isNextFound = isNextFound || isNext;
        item->show(job, isNext);
        item->showRemedy(m_menu.firstRemedy(job));
        if (const QStringList paths = job.paths(); !paths.isEmpty())
            if (const QImage picture = m_thumbnails.thumbnail(paths.back()); !picture.isNull())
                item->setPicture(picture);
        m_row->addWidget(item);
        m_items.emplace(job.key, item);
    }
    m_row->addStretch();
    for (const auto& [key, item] : old)
        item->deleteLater();
    showCount();
}

void QueueStrip::showCount()
{
    int unfinished = 0;
    for (const queue::QueueJob& job : m_dispatcher.jobs())
        unfinished += job.isUnfinished() ? 1 : 0;
    const bool isPaused = m_dispatcher.isPaused();
    const QString jobs = tr("%n job(s)", nullptr, unfinished);
    m_count->setText(isPaused ? tr("paused \u00b7 %1").arg(jobs) : unfinished > 0 ? jobs : QString());
    m_pause->setIcon(icon(isPaused ? QStringLiteral("play") : QStringLiteral("pause"), Tone::Muted));
    m_pause->setToolTip(isPaused ? tr("Go on with the queue") : tr("Pause after this job"));
    m_pause->setAccessibleName(m_pause->toolTip());
    m_pause->setVisible(unfinished > 0 || isPaused);
    const bool isLow = m_isFolded || m_items.empty();
    const int margin = isLow ? 0 : space::kMedium;
    setFixedHeight((isLow ? extent::kGenerate : extent::kJobHeight) + 2 * margin + space::kHair);
    layout()->setContentsMargins(space::kHuge - space::kSmall, margin + space::kHair, space::kLarge, margin);
    m_fold->setVisible(!m_items.empty());
    m_clear->setVisible(!m_items.empty() && !m_isFolded);
    m_empty->setVisible(m_items.empty());
    m_area->setVisible(!m_items.empty() && !m_isFolded);
    if (m_isFolded && !m_items.empty() && unfinished == 0)
        m_count->setText(tr("Nothing is left to do."));
}

void QueueStrip::showJob(queue::JobKey key)
{
    const queue::QueueJob* job = m_dispatcher.find(key);
    if (job == nullptr || itemOf(key) == nullptr)
        return;
    if (job->state != queue::JobState::Running)
        itemOf(key)->showProgress(0, {});
    arrange();
}

void QueueStrip::showThumbnail(const QString& path, const QImage& thumbnail)
{
    for (const auto& [key, item] : m_items) {
        const queue::QueueJob* job = m_dispatcher.find(key);
        if (job != nullptr && !job->paths().isEmpty() && job->paths().back() == path)
            item->setPicture(thumbnail);
    }
}

void QueueStrip::press(queue::JobKey key)
{
    const queue::QueueJob* job = m_dispatcher.find(key);
    if (job == nullptr)
        return;
    const QStringList paths = job->paths();
    if (!paths.isEmpty())
        Q_EMIT pictureWanted(paths.back());
    else if (JobItem* item = itemOf(key))
        m_menu.open(key, item->mapToGlobal(QPoint(0, 0)));
}

void QueueStrip::move(queue::JobKey key, int direction)
{
    moveJob(m_dispatcher, key, direction);
}

void QueueStrip::showProgress(queue::JobKey key, const request::Progress& progress, int pictures)
{
    JobItem* item = itemOf(key);
    if (item == nullptr || progress.of <= 0)
        return;
    item->showProgress(static_cast<double>(progress.step) / progress.of, jobProgress(progress, pictures));
}

void QueueStrip::showPreview(queue::JobKey key, const QImage& preview)
{
    if (JobItem* item = itemOf(key))
        item->setPicture(preview);
}

void QueueStrip::wheelEvent(QWheelEvent* event)
{
    const int by = event->angleDelta().y() + event->angleDelta().x();
    QScrollBar* bar = m_area->horizontalScrollBar();
    bar->setValue(bar->value() - by);
    event->accept();
}

void QueueStrip::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasFormat(kJobMime))
        event->acceptProposedAction();
}

void QueueStrip::dropEvent(QDropEvent* event)
{
    const queue::JobKey key = event->mimeData()->data(kJobMime).toLongLong();
    std::optional<queue::JobKey> before;
    for (int i = 0; i < m_row->count() && !before; ++i) {
        const auto* item = qobject_cast<JobItem*>(m_row->itemAt(i)->widget());
        const int x = item == nullptr ? 0 : item->mapTo(this, item->rect().center()).x();
        if (item != nullptr && x > event->position().x())
            before = item->key();
    }
    if (before != key)
        m_dispatcher.moveBefore(key, before);
    event->acceptProposedAction();
}

void QueueStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Colours& colours = applicationColours();
    painter.fillRect(rect(), colours.panel);
    painter.fillRect(0, 0, width(), space::kHair, colours.line);
}

}  // namespace reverie::ui
