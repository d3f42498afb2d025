#pragma once

#include <QFutureWatcher>

#include <utility>

namespace reverie {

/// Hands the result of work in another thread to `take` in the receiver's thread, always from its event loop, and not
/// at all once the receiver is gone. QFuture::then() of Qt 6.4 is prepared for neither: it calls at once when the work
/// is done already.
template <typename Value, typename Take>
void whenDone(const QFuture<Value>& work, QObject* receiver, Take take)
{
    auto* watcher = new QFutureWatcher<Value>(receiver);
    QObject::connect(watcher, &QFutureWatcherBase::finished, receiver, [watcher, take = std::move(take)]() mutable {
        watcher->deleteLater();
        if (watcher->future().resultCount() > 0)
            take(watcher->result());
    });
    watcher->setFuture(work);
}

}  // namespace reverie
