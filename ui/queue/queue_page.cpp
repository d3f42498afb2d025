#include "ui/queue/queue_page.h"

#include "core/queue/dispatcher.h"
#include "ui/queue/job_menu.h"
#include "ui/queue/job_order.h"
#include "ui/queue/job_text.h"
#include "ui/queue/queue_model.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/label.h"
#include "ui/widgets/page_column.h"
#include "ui/widgets/painting.h"
#include "ui/widgets/sentence_text.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QListView>
#include <QPainter>
#include <QPushButton>
#include <QStackedLayout>
#include <QStyledItemDelegate>
#include <QToolButton>
#include <QVBoxLayout>

namespace reverie::ui {
namespace {

class Row final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        painter->save();
        const QRect card = option.rect.adjusted(0, 0, 0, -space::kSmall);
        paint::row(*painter, card, option);
        paintJob(*painter, card, static_cast<const QueueModel*>(index.model())->look(index));
        painter->restore();
    }

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override
    {
        return {extent::kJobWidth, extent::kJobHeight + space::kSmall};
    }
};

void clear(QHBoxLayout& row)
{
    while (QLayoutItem* item = row.takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

}  // namespace

QueuePage::QueuePage(queue::Dispatcher& dispatcher, gallery::ThumbnailCache& thumbnails, JobMenu& menu, QWidget* parent)
    : QWidget(parent), m_dispatcher(dispatcher), m_menu(menu), m_model(new QueueModel(dispatcher, thumbnails, this)),
      m_list(new QListView), m_stack(new QStackedLayout), m_count(caption({})), m_words(caption({})), m_foot(nullptr),
      m_remedies(new QHBoxLayout)
{
    setAccessibleName(tr("Queue"));
    prepareList();
    auto* all = makePageColumn(*this);
    all->setSpacing(space::kLarge);
    all->addLayout(makeHead());
    m_stack->addWidget(m_list);
    m_stack->addWidget(makeNothing());
    all->addLayout(m_stack, 1);
    m_foot = makeFoot();
    all->addWidget(m_foot);
    connect(m_model, &QueueModel::renewed, this, &QueuePage::keepChoice);
    connect(m_model, &QAbstractItemModel::dataChanged, this, &QueuePage::onDataChanged);
    connect(&dispatcher, &queue::Dispatcher::paused, this, &QueuePage::showCount);
    connect(&dispatcher, &queue::Dispatcher::resumed, this, &QueuePage::showCount);
    keepChoice();
}

QWidget* QueuePage::makeNothing()
{
    QPushButton* way = wordButton(tr("Make a picture"), ButtonKind::Primary);
    connect(way, &QPushButton::clicked, this, [this] { Q_EMIT commandWanted(QStringLiteral("page-create")); });
    return emptyState(
        caption(tr("The queue is empty. Every picture that you ask for waits here until it is made.")), way);
}

void QueuePage::prepareList()
{
    m_list->setAccessibleName(tr("Jobs"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new Row(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMouseTracking(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setDragDropMode(QAbstractItemView::InternalMove);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->viewport()->setAutoFillBackground(false);
    m_list->installEventFilter(this);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& current) {
        m_chosen = current.data(QueueModel::KeyRole).toLongLong();
        showChoice();
    });
    connect(m_list, &QListView::activated, this, &QueuePage::showPicture);
    connect(m_list, &QWidget::customContextMenuRequested, this, [this](const QPoint& place) {
        if (const queue::QueueJob* job = m_model->job(m_list->indexAt(place)))
            m_menu.open(job->key, m_list->viewport()->mapToGlobal(place));
    });
}

QLayout* QueuePage::makeHead()
{
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kMedium);
    row->addWidget(new Label(tr("Queue"), TextRole::Title));
    m_count->setContentsMargins(0, space::kSmall, 0, 0);
    row->addWidget(m_count);
    row->addStretch();
    const std::pair<const char*, QString> commands[] = {{"pause", tr("Pause after this job")},
        {"cancel-others", tr("Cancel what waits")}, {"clear-queue", tr("Clear")}};
    for (const auto& [id, title] : commands) {
        QPushButton* button = wordButton(title, ButtonKind::Quiet);
        connect(
            button, &QPushButton::clicked, this, [this, id = QString::fromLatin1(id)] { Q_EMIT commandWanted(id); });
        row->addWidget(button);
        if (m_pause == nullptr)
            m_pause = button;
        else
            m_clearing.push_back(button);
    }
    // Nothing moves when the queue is empty.
    QSizePolicy kept = m_pause->sizePolicy();
    kept.setRetainSizeWhenHidden(true);
    m_pause->setSizePolicy(kept);
    return row;
}

QToolButton* QueuePage::tool(const QString& iconName, const QString& name, void (QueuePage::*deed)())
{
    QToolButton* button = iconButton(iconName, name, Tone::Muted);
    connect(button, &QToolButton::clicked, this, deed);
    return button;
}

QWidget* QueuePage::makeFoot()
{
    auto* foot = new QWidget;
    auto* all = new QVBoxLayout(foot);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(space::kMedium);
    m_words->setWordWrap(true);
    all->addWidget(m_words);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kSmall);
    m_remedies->setSpacing(space::kMedium);
    row->addLayout(m_remedies);
    row->addStretch();
    m_retry = tool(QStringLiteral("recycle"), tr("Try again"), &QueuePage::retry);
    row->addWidget(m_retry);
    row->addWidget(tool(QStringLiteral("chevron-up"), tr("Earlier (Alt+Up)"), &QueuePage::up));
    row->addWidget(tool(QStringLiteral("chevron-down"), tr("Later (Alt+Down)"), &QueuePage::down));
    row->addWidget(tool(QStringLiteral("edit"), tr("Put into the form"), &QueuePage::edit));
    row->addWidget(tool(QStringLiteral("copy"), tr("Duplicate"), &QueuePage::duplicate));
    row->addWidget(tool(QStringLiteral("picture"), tr("Show its picture (Enter)"), &QueuePage::showPicture));
    row->addWidget(tool(QStringLiteral("trash"), tr("Cancel or take out (Del)"), &QueuePage::remove));
    all->addLayout(row);
    return foot;
}

void QueuePage::keepChoice()
{
    QModelIndex at = m_model->indexOf(m_chosen);
    if (!at.isValid() && m_model->rowCount() > 0)
        at = m_model->index(0);
    m_list->setCurrentIndex(at);
    m_stack->setCurrentIndex(m_model->rowCount() > 0 ? 0 : 1);
    showCount();
    showChoice();
}

void QueuePage::showCount()
{
    const bool isEmpty = m_dispatcher.jobs().empty();
    for (QPushButton* each : m_clearing)
        each->setVisible(!isEmpty);
    const auto& jobs = m_dispatcher.jobs();
    const auto left = std::ranges::count_if(jobs, &queue::QueueJob::isUnfinished);
    const QString words = tr("%n job(s) to do", nullptr, static_cast<int>(left));
    const bool isPaused = m_dispatcher.isPaused();
    m_pause->setVisible(!isEmpty || isPaused);
    m_pause->setText(isPaused ? tr("Go on") : tr("Pause after this job"));
    m_pause->setAccessibleName(m_pause->text());
    m_count->setVisible(!isEmpty || isPaused);
    m_count->setText(isPaused ? tr("paused \u00b7 %1").arg(words) : words);
}

void QueuePage::onDataChanged(const QModelIndex& first, const QModelIndex& last, const QVector<int>& roles)
{
    const int row = m_model->indexOf(m_chosen).row();
    if (roles.isEmpty() && first.row() <= row && row <= last.row())
        showChoice();
    else if (roles.isEmpty())
        showCount();
}

void QueuePage::showChoice()
{
    showCount();
    const queue::QueueJob* job = m_dispatcher.find(m_chosen);
    m_foot->setVisible(job != nullptr);
    clear(*m_remedies);
    if (job == nullptr)
        return;
    const bool isOver = !job->isUnfinished();
    m_retry->setEnabled(isOver ? !job->isComplete() : job->state == queue::JobState::Interrupted);
    const bool hasFailed = job->error && job->state == queue::JobState::Failed;
    m_words->setText(hasFailed ? sentenceText(*job->error)
            : job->isStalled   ? capitalised(jobState(*job, false))
                               : capitalised(job->remark));
    m_words->setTone(hasFailed ? Tone::Bad : job->isStalled ? Tone::Warn : Tone::Muted);
    m_words->setVisible(!m_words->text().isEmpty());
    for (const queue::Remedy& remedy : JobMenu::remediesOf(*job)) {
        QPushButton* button = wordButton(remedy.title);
        connect(
            button, &QPushButton::clicked, &m_menu, [this, remedy] { m_menu.apply(m_chosen, remedy); },
            Qt::QueuedConnection);
        m_remedies->addWidget(button);
    }
}

void QueuePage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    // What is over interests less than what is to come.
    const queue::QueueJob* job = m_dispatcher.find(m_chosen);
    if (job == nullptr || !job->isUnfinished())
        m_list->setCurrentIndex(m_model->index(0));
}

bool QueuePage::eventFilter(QObject* watched, QEvent* event)
{
    const auto* key = static_cast<QKeyEvent*>(event);
    if (event->type() == QEvent::KeyPress && handleKey(key->modifiers() & ~Qt::KeypadModifier, key->key()))
        return true;
    // Alt+Up is the earlier prompt elsewhere.
    const bool isMoving = event->type() == QEvent::ShortcutOverride && key->modifiers() == Qt::AltModifier &&
        (key->key() == Qt::Key_Up || key->key() == Qt::Key_Down);
    if (isMoving)
        event->accept();
    return isMoving || QWidget::eventFilter(watched, event);
}

bool QueuePage::handleKey(Qt::KeyboardModifiers modifiers, int key)
{
    if (modifiers == Qt::AltModifier && key == Qt::Key_Up)
        up();
    else if (modifiers == Qt::AltModifier && key == Qt::Key_Down)
        down();
    else if (modifiers == Qt::NoModifier && key == Qt::Key_Delete)
        remove();
    else if (modifiers == Qt::NoModifier && (key == Qt::Key_Return || key == Qt::Key_Enter))
        showPicture();
    else
        return false;
    return true;
}

void QueuePage::move(int direction)
{
    moveJob(m_dispatcher, m_chosen, direction);
}

void QueuePage::duplicate()
{
    m_dispatcher.duplicate(m_chosen);
}

void QueuePage::edit()
{
    Q_EMIT m_menu.editWanted(m_chosen);
}

void QueuePage::retry()
{
    m_dispatcher.retry(m_chosen);
}

void QueuePage::remove()
{
    m_menu.remove(m_chosen);
}

void QueuePage::showPicture()
{
    const queue::QueueJob* job = m_dispatcher.find(m_chosen);
    if (job != nullptr && !job->paths().isEmpty())
        Q_EMIT pictureWanted(job->paths().back());
}

}  // namespace reverie::ui
