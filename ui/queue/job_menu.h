#pragma once

#include "core/queue/queue_job.h"
#include "core/queue/remedies.h"

#include <QObject>

class QMenu;
class QWidget;

namespace reverie::queue {
class Dispatcher;
}

namespace reverie::ui {

/// What can be done with one job, the ways out of its failure first.
class JobMenu final : public QObject {
    Q_OBJECT

public:
    JobMenu(queue::Dispatcher& dispatcher, QWidget* window);

    void open(queue::JobKey key, const QPoint& place);
    /// The ways out of a job that failed or may hang.
    [[nodiscard]] static std::vector<queue::Remedy> remediesOf(const queue::QueueJob& job);
    /// The title of the likeliest; empty when there is none.
    [[nodiscard]] QString firstRemedy(const queue::QueueJob& job) const;
    void applyFirst(queue::JobKey key);
    /// Does what a remedy says.
    void apply(queue::JobKey key, const queue::Remedy& remedy);
    /// Takes a job out and offers to bring it back; one that runs is cancelled and stays.
    void remove(queue::JobKey key);

Q_SIGNALS:
    /// Put the job's request into the form; a waiting job is changed when Generate is pressed.
    void editWanted(reverie::queue::JobKey key);
    void chooseModelWanted();
    /// For the pictures of the failed job, which then tries again.
    void chooseFolderWanted(reverie::queue::JobKey key);
    void undoOffered(const QString& what);

private:
    void addRemedies(QMenu& menu, const queue::QueueJob& job);
    void addCommands(QMenu& menu, const queue::QueueJob& job);

    queue::Dispatcher& m_dispatcher;
    QWidget* m_window;
};

}  // namespace reverie::ui
