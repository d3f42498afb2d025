#pragma once

#include <QMetaObject>
#include <QObject>

#include <mutex>

namespace reverie::fake_hub {

/// Does work in the thread of `receiver` and waits for it. Under `mutex` there and for a moment here: ThreadSanitizer
/// sees a hand-over by a mutex, not one by Qt's queue of events.
template <typename Work>
void runInThreadOf(QObject* receiver, std::mutex& mutex, Work work)
{
    QMetaObject::invokeMethod(
        receiver,
        [&] {
            const std::scoped_lock lock(mutex);
            work();
        },
        Qt::BlockingQueuedConnection);
    const std::scoped_lock lock(mutex);
}

}  // namespace reverie::fake_hub
