#pragma once

#include "core/queue/queue_job.h"
#include "ui/queue/job_painting.h"

#include <QAbstractListModel>
#include <QTimer>

namespace reverie::gallery {
class ThumbnailCache;
}
namespace reverie::queue {
class Dispatcher;
}

namespace reverie::ui {

/// Of a dragged job: its key in decimals.
inline const QString kJobMime = QStringLiteral("application/x-reverie-job");

/// The jobs of the queue in their order, as a list that can be dragged into another order.
class QueueModel final : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { KeyRole = Qt::UserRole };

    QueueModel(queue::Dispatcher& dispatcher, gallery::ThumbnailCache& thumbnails, QObject* parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
    [[nodiscard]] Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }
    [[nodiscard]] QStringList mimeTypes() const override;
    [[nodiscard]] QMimeData* mimeData(const QModelIndexList& indexes) const override;
    bool dropMimeData(
        const QMimeData* data, Qt::DropAction action, int row, int column, const QModelIndex& parent) override;

    [[nodiscard]] JobLook look(const QModelIndex& index) const;
    /// Null behind the end.
    [[nodiscard]] const queue::QueueJob* job(const QModelIndex& index) const;
    [[nodiscard]] QModelIndex indexOf(queue::JobKey key) const;

    void showProgress(queue::JobKey key, double share, const QString& words);

Q_SIGNALS:
    /// The list was read anew.
    void renewed();

private:
    void renew();
    void touch(queue::JobKey key);
    [[nodiscard]] bool isNext(const queue::QueueJob& job) const;

    queue::Dispatcher& m_dispatcher;
    gallery::ThumbnailCache& m_thumbnails;
    std::vector<queue::JobKey> m_keys;
    queue::JobKey m_running = 0;
    double m_share = 0;
    QString m_words;
    QTimer m_renewal;  // many jobs may come at once
};

}  // namespace reverie::ui
