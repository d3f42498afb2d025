#include "core/queue/dispatcher.h"

#include <QCoreApplication>
#include <QDirIterator>
#include <QThread>

#include <csignal>
#include <cstdlib>
#include <utility>

using namespace reverie;
using namespace reverie::queue;

namespace {

constexpr int kJobs = 20;
constexpr int kPicturesAJob = 2;
constexpr int kPolls = 2'000;  // of a millisecond

int picturesIn(const QString& folder)
{
    int count = 0;
    for (QDirIterator files(folder, {"*.png"}, QDir::Files, QDirIterator::Subdirectories); files.hasNext(); ++count)
        files.next();
    return count;
}

/// kill -9 between the save of a run's first picture and its note in the queue: this thread, which would take the note
/// down, is kept busy from the first step of the second picture on, until the first one's file is there.
void dieBeforeTheNote(Dispatcher& dispatcher, const QString& pictures)
{
    QObject::connect(&dispatcher, &Dispatcher::progress, &dispatcher,
        [pictures, before = 0, job = JobKey{0}](JobKey key, const request::Progress& progress) mutable {
            if (progress.image == 0 && std::exchange(job, key) != key)
                before = picturesIn(pictures);
            if (progress.image == 0 || key != job)
                return;
            for (int poll = 0; picturesIn(pictures) == before && poll < kPolls; ++poll)
                QThread::msleep(1);
            std::raise(SIGKILL);
        });
}

request::GenerationRequest requestFrom(std::uint64_t seed)
{
    request::GenerationRequest request;
    request.prompt = QStringLiteral("a forest");
    request.model = QStringLiteral("fake");
    request.seed = seed;
    request.steps = 2;
    request.count = kPicturesAJob;
    request.width = request.height = 64;
    return request;
}

DispatcherOptions optionsFor(const QString& folder)
{
    DispatcherOptions options;
    options.queueFile = folder + QStringLiteral("/queue.sqlite");
    options.pictures = folder + QStringLiteral("/pictures");
    options.prepare = [](request::GenerationRequest request) -> Result<request::GenerationRequest> {
        QThread::msleep(10);  // a job takes a moment, so that a random kill often meets one
        return request;
    };
    return options;
}

}  // namespace

/// A program with a queue over the fake engine, for tests that kill it:
///   queue-child ENGINE FOLDER fill SEED   adds twenty jobs of two pictures each and ends
///   queue-child ENGINE FOLDER run         takes up what was interrupted, runs all that is left and ends
///   queue-child ENGINE FOLDER die         the same, but dies when its first picture is saved and not noted
int main(int argc, char** argv)
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const QString folder = arguments.value(2);
    const QString deed = arguments.value(3);
    worker::WorkerClient worker({arguments.value(1), {}});
    weights::HashCache hashes(folder + QStringLiteral("/hashes.json"));
    const DispatcherOptions options = optionsFor(folder);
    Dispatcher dispatcher(worker, hashes, options);
    const auto isOver = [&] { return dispatcher.waiting() == 0 && !dispatcher.running(); };
    QObject::connect(&dispatcher, &Dispatcher::parked, &app, [] { QCoreApplication::exit(EXIT_SUCCESS); });
    QObject::connect(&dispatcher, &Dispatcher::paused, &app, [] { QCoreApplication::exit(EXIT_FAILURE); });
    QObject::connect(&dispatcher, &Dispatcher::jobChanged, &app, [&] {
        if (isOver())
            dispatcher.park();
    });
    QObject::connect(&dispatcher, &Dispatcher::opened, &app, [&](const QString& note) {
        if (!note.isEmpty())
            return QCoreApplication::exit(EXIT_FAILURE);
        if (deed == QLatin1String("fill")) {
            for (int job = 0; job < kJobs; ++job) {
                auto request = requestFrom(arguments.value(4).toULongLong());
                *request.seed += static_cast<std::uint64_t>(job * request.count);
                dispatcher.enqueue(request);
            }
            return dispatcher.park();
        }
        dispatcher.resumeInterrupted();
        if (isOver())
            dispatcher.park();
    });
    if (deed == QLatin1String("die"))
        dieBeforeTheNote(dispatcher, options.pictures);
    dispatcher.open();
    return QCoreApplication::exec();
}
