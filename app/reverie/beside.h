#pragma once

#include "app/signals/interruption.h"
#include "core/base/cancellation.h"
#include "core/base/when_done.h"

#include <QCoreApplication>
#include <QtConcurrent>

#include <optional>

namespace reverie::app {

/// Runs blocking work in a thread of its own, beside the event loop, and returns what it returns: Ctrl+C and SIGTERM
/// reach it as a cancellation.
/// \param work  takes a `const Cancellation&`
template <typename Work>
auto runBeside(Interruption& interruption, Work work)
{
    using Outcome = std::invoke_result_t<Work, const Cancellation&>;
    QObject receiver;
    Cancellation cancellation;
    std::optional<Outcome> outcome;
    QObject::connect(
        &interruption, &Interruption::requested, &receiver, [cancellation]() mutable { cancellation.cancel(); });
    whenDone(QtConcurrent::run([work = std::move(work), cancellation] { return work(cancellation); }), &receiver,
        [&outcome](const Outcome& value) {
            outcome = value;
            QCoreApplication::exit();
        });
    if (interruption.wasRequested())
        cancellation.cancel();
    QCoreApplication::exec();
    return *outcome;
}

}  // namespace reverie::app
