#pragma once

#include "core/base/error.h"
#include "core/queue/queue_job.h"

#include <QObject>

namespace reverie::queue {
class Dispatcher;
}

namespace reverie::ui {

class NoticeStack;
class Toast;

/// Tells what the engine meets while it works: that it may hang, that a picture is computed once more, that it cannot
/// be started.
class EngineTrouble final : public QObject {
    Q_OBJECT

public:
    EngineTrouble(queue::Dispatcher& queue, NoticeStack& notices, Toast& toast, QObject* parent);

private:
    void onStalled(queue::JobKey key);
    void onJobChanged(queue::JobKey key);
    void onEngineFailed(const Error& why);

    queue::Dispatcher& m_queue;
    NoticeStack& m_notices;
    queue::JobKey m_stalled = 0;
    int m_stall = 0;    ///< a notice
    int m_failure = 0;  ///< a notice
};

}  // namespace reverie::ui
