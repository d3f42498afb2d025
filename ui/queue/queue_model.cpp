#include "ui/queue/queue_model.h"

#include "core/gallery/thumbnail_cache.h"
#include "core/queue/dispatcher.h"
#include "ui/queue/job_order.h"
#include "ui/queue/job_text.h"
#include "ui/widgets/request_text.h"

#include <QMimeData>

#include <algorithm>

namespace reverie::ui {
namespace {

/// What was asked for, with the seed that was drawn.
QString factsOf(const queue::QueueJob& job)
{
    request::GenerationRequest asked = job.request;
    asked.seed = job.seed ? job.seed : asked.seed;
    return requestText(asked);
}

}  // namespace

QueueModel::QueueModel(queue::Dispatcher& dispatcher, gallery::ThumbnailCache& thumbnails, QObject* parent)
    : QAbstractListModel(parent), m_dispatcher(dispatcher), m_thumbnails(thumbnails)
{
    using queue::Dispatcher;
    m_renewal.setSingleShot(true);
    connect(&m_renewal, &QTimer::timeout, this, &QueueModel::renew);
    const auto renewSoon = [this] { m_renewal.start(); };
    connect(&dispatcher, &Dispatcher::opened, this, renewSoon);
    connect(&dispatcher, &Dispatcher::jobAdded, this, renewSoon);
    connect(&dispatcher, &Dispatcher::jobRemoved, this, renewSoon);
    connect(&dispatcher, &Dispatcher::orderChanged, this, renewSoon);
    connect(&dispatcher, &Dispatcher::jobChanged, this, &QueueModel::touch);
    connect(&thumbnails, &gallery::ThumbnailCache::ready, this, [this] {
        if (!m_keys.empty())
            Q_EMIT dataChanged(index(0), index(static_cast<int>(m_keys.size()) - 1), {Qt::DecorationRole});
    });
    renew();
}

void QueueModel::renew()
{
    beginResetModel();
    m_keys.clear();
    for (const queue::QueueJob* job : shownOrder(m_dispatcher.jobs()))
        m_keys.push_back(job->key);
    endResetModel();
    Q_EMIT renewed();
}

void QueueModel::touch(queue::JobKey key)
{
    const QModelIndex at = indexOf(key);
    const queue::QueueJob* known = job(at);
    // A job that is over goes to another place.
    if (known != nullptr && !known->isUnfinished())
        m_renewal.start();
    else if (at.isValid())
        Q_EMIT dataChanged(at, at);
}

int QueueModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_keys.size());
}

const queue::QueueJob* QueueModel::job(const QModelIndex& index) const
{
    const bool isIn = index.isValid() && index.row() < static_cast<int>(m_keys.size());
    return isIn ? m_dispatcher.find(m_keys[static_cast<std::size_t>(index.row())]) : nullptr;
}

QModelIndex QueueModel::indexOf(queue::JobKey key) const
{
    const auto found = std::ranges::find(m_keys, key);
    return found == m_keys.end() ? QModelIndex() : index(static_cast<int>(found - m_keys.begin()));
}

bool QueueModel::isNext(const queue::QueueJob& job) const
{
    const auto& jobs = m_dispatcher.jobs();
    const auto next =
        std::ranges::find_if(jobs, [](const queue::QueueJob& each) { return each.state == queue::JobState::Waiting; });
    return next != jobs.end() && next->key == job.key;
}

JobLook QueueModel::look(const QModelIndex& index) const
{
    const queue::QueueJob* known = job(index);
    if (known == nullptr)
        return {};
    JobLook look{known->state, jobTitle(*known), jobState(*known, isNext(*known))};
    if (known->key == m_running && known->state == queue::JobState::Running) {
        look.words = known->isStalled ? look.words : m_words;
        look.share = m_share;
    }
    look.facts = factsOf(*known);
    if (const QStringList paths = known->paths(); !paths.isEmpty())
        look.picture = m_thumbnails.thumbnail(paths.back());
    return look;
}

QVariant QueueModel::data(const QModelIndex& index, int role) const
{
    const queue::QueueJob* known = job(index);
    if (known == nullptr)
        return {};
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return jobTitle(*known);
    case Qt::AccessibleDescriptionRole:
    case Qt::ToolTipRole:
        return (jobState(*known, isNext(*known)) + QLatin1Char('\n') + factsOf(*known)).trimmed();
    case KeyRole:
        return static_cast<qlonglong>(known->key);
    default:
        return {};
    }
}

Qt::ItemFlags QueueModel::flags(const QModelIndex& index) const
{
    const Qt::ItemFlags own = QAbstractListModel::flags(index);
    return index.isValid() ? own | Qt::ItemIsDragEnabled : own | Qt::ItemIsDropEnabled;
}

QStringList QueueModel::mimeTypes() const
{
    return {kJobMime};
}

QMimeData* QueueModel::mimeData(const QModelIndexList& indexes) const
{
    auto* data = new QMimeData;
    if (!indexes.isEmpty())
        data->setData(kJobMime, QByteArray::number(indexes.front().data(KeyRole).toLongLong()));
    return data;
}

bool QueueModel::dropMimeData(const QMimeData* data, Qt::DropAction, int row, int, const QModelIndex&)
{
    if (!data->hasFormat(kJobMime))
        return false;
    const queue::QueueJob* before = job(index(row));
    const queue::JobKey key = data->data(kJobMime).toLongLong();
    m_dispatcher.moveBefore(
        key, before == nullptr || !before->isUnfinished() ? std::nullopt : std::optional(before->key));
    // The order was changed already: the view is to remove nothing.
    return false;
}

void QueueModel::showProgress(queue::JobKey key, double share, const QString& words)
{
    m_running = key;
    m_share = share;
    m_words = words;
    if (const QModelIndex at = indexOf(key); at.isValid())
        Q_EMIT dataChanged(at, at, {Qt::DecorationRole});
}

}  // namespace reverie::ui
