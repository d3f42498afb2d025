#include "ui/queue/job_menu.h"

#include "core/queue/dispatcher.h"
#include "ui/widgets/icons.h"

#include <QMenu>
#include <QWidget>

namespace reverie::ui {

JobMenu::JobMenu(queue::Dispatcher& dispatcher, QWidget* window)
    : QObject(window), m_dispatcher(dispatcher), m_window(window)
{
}

void JobMenu::open(queue::JobKey key, const QPoint& place)
{
    const queue::QueueJob* job = m_dispatcher.find(key);
    if (job == nullptr)
        return;
    auto* menu = new QMenu(m_window);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    addRemedies(*menu, *job);
    addCommands(*menu, *job);
    menu->popup(place);
}

void JobMenu::apply(queue::JobKey key, const queue::Remedy& remedy)
{
    switch (remedy.action) {
    case queue::RemedyAction::TryAgain:
        if (const queue::QueueJob* job = m_dispatcher.find(key); job != nullptr && job->request == remedy.request)
            m_dispatcher.retry(key);
        else
            m_dispatcher.enqueue(remedy.request, queue::Place::Front);
        break;
    case queue::RemedyAction::ChooseModel:
        Q_EMIT editWanted(key);
        Q_EMIT chooseModelWanted();
        break;
    case queue::RemedyAction::ChooseFolder:
        Q_EMIT chooseFolderWanted(key);
        break;
    case queue::RemedyAction::EndJob:
        m_dispatcher.cancel(key);
        break;
    }
}

void JobMenu::remove(queue::JobKey key)
{
    const bool wasThere = m_dispatcher.find(key) != nullptr;
    m_dispatcher.remove(key);
    if (wasThere && m_dispatcher.find(key) == nullptr)
        Q_EMIT undoOffered(tr("The job was taken out of the queue."));
}

std::vector<queue::Remedy> JobMenu::remediesOf(const queue::QueueJob& job)
{
    if (job.isStalled)
        return {{tr("End it"), queue::RemedyAction::EndJob, job.request}};
    if (!job.error || job.state != queue::JobState::Failed)
        return {};
    return queue::remediesFor(*job.error, job.request, {.hadOnlyCpu = job.hadOnlyCpu});
}

QString JobMenu::firstRemedy(const queue::QueueJob& job) const
{
    const auto remedies = remediesOf(job);
    return remedies.empty() ? QString() : remedies.front().title;
}

void JobMenu::applyFirst(queue::JobKey key)
{
    const queue::QueueJob* job = m_dispatcher.find(key);
    if (job == nullptr)
        return;
    if (const auto remedies = remediesOf(*job); !remedies.empty())
        apply(key, remedies.front());
}

void JobMenu::addRemedies(QMenu& menu, const queue::QueueJob& job)
{
    const auto remedies = remediesOf(job);
    for (const queue::Remedy& remedy : remedies)
        menu.addAction(icon(QStringLiteral("create"), Tone::Accent), remedy.title, this,
            [this, key = job.key, remedy] { apply(key, remedy); });
    if (!remedies.empty())
        menu.addSeparator();
}

void JobMenu::addCommands(QMenu& menu, const queue::QueueJob& job)
{
    const queue::JobKey key = job.key;
    const bool isRunning = job.state == queue::JobState::Running;
    const bool isWaiting = job.state == queue::JobState::Waiting;
    menu.addAction(
        icon(QStringLiteral("edit")), tr("Put into the form"), this, [this, key] { Q_EMIT editWanted(key); });
    menu.addAction(icon(QStringLiteral("copy")), tr("Duplicate"), this, [this, key] { m_dispatcher.duplicate(key); });
    if (!isRunning && !isWaiting && job.state != queue::JobState::Done)
        menu.addAction(
            icon(QStringLiteral("recycle")), tr("Try again"), this, [this, key] { m_dispatcher.retry(key); });
    if (isWaiting && !m_dispatcher.jobs().empty())
        menu.addAction(icon(QStringLiteral("front")), tr("Move to the front"), this,
            [this, key] { m_dispatcher.moveBefore(key, m_dispatcher.jobs().front().key); });
    menu.addSeparator();
    if (isRunning || isWaiting)
        menu.addAction(icon(QStringLiteral("close")), tr("Cancel"), this, [this, key] { m_dispatcher.cancel(key); });
    if (!isRunning)
        menu.addAction(icon(QStringLiteral("trash")), tr("Remove"), this, [this, key] { remove(key); });
}

}  // namespace reverie::ui
