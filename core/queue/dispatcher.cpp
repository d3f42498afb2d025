#include "core/queue/dispatcher.h"

namespace reverie::queue {

class Dispatcher::Private {
public:
    std::vector<QueueJob> jobs;
};

Dispatcher::Dispatcher(worker::WorkerClient&, weights::HashCache&, DispatcherOptions, QObject* parent)
    : QObject(parent), d(std::make_unique<Private>())
{
}

Dispatcher::~Dispatcher() = default;

const std::vector<QueueJob>& Dispatcher::jobs() const
{
    return d->jobs;
}

}  // namespace reverie::queue
