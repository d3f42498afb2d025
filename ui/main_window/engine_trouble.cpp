#include "ui/main_window/engine_trouble.h"

#include "core/queue/dispatcher.h"
#include "ui/main_window/notice_stack.h"
#include "ui/main_window/toast.h"
#include "ui/queue/job_text.h"
#include "ui/widgets/sentence_text.h"

namespace reverie::ui {

EngineTrouble::EngineTrouble(queue::Dispatcher& queue, NoticeStack& notices, Toast& toast, QObject* parent)
    : QObject(parent), m_queue(queue), m_notices(notices)
{
    using queue::Dispatcher;
    connect(&queue, &Dispatcher::stalled, this, &EngineTrouble::onStalled);
    connect(&queue, &Dispatcher::jobChanged, this, &EngineTrouble::onJobChanged);
    connect(&queue, &Dispatcher::engineFailed, this, &EngineTrouble::onEngineFailed);
    connect(&queue, &Dispatcher::remarked, this,
        [&toast](queue::JobKey, const QString& sentence) { toast.note(sentence + QLatin1Char('.')); });
    connect(&queue, &Dispatcher::loaded, this, [this] { m_notices.drop(m_failure); });
}

void EngineTrouble::onStalled(queue::JobKey key)
{
    const queue::QueueJob* job = m_queue.find(key);
    if (job == nullptr || m_notices.has(m_stall))
        return;
    m_stalled = key;
    m_stall = m_notices.put(
        {tr("The engine has said nothing for a long time and may hang. It was making: %1").arg(jobTitle(*job)),
            {{tr("End this job"), [this, key] { m_queue.cancel(key); }}, {tr("Wait"), {}}}});
}

void EngineTrouble::onJobChanged(queue::JobKey key)
{
    const queue::QueueJob* job = m_queue.find(key);
    if (key == m_stalled && (job == nullptr || !job->isStalled))
        m_notices.drop(m_stall);
}

void EngineTrouble::onEngineFailed(const Error& why)
{
    m_notices.drop(m_failure);
    m_failure = m_notices.put({tr("No pictures can be made for now. %1 Everything else works, and the next job tries "
                                  "the engine again.")
                                   .arg(sentenceText(why)),
        {{tr("Close"), {}}}});
}

}  // namespace reverie::ui
