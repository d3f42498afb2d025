#include "core/worker/serving_loop.h"

#include "core/request/validate.h"
#include "core/worker/process_memory.h"

#include <QtConcurrent>

#include <cerrno>
#include <new>
#include <sys/resource.h>
#include <unistd.h>
#include <utility>

namespace reverie::worker {
namespace {

constexpr int kEndingMs = 2000;
/// Enough that a desktop stays smooth, little enough that an otherwise idle machine gives the engine all it has.
constexpr int kNice = 5;

tl::unexpected<Error> breach(const QString& what)
{
    return fail(ErrorCode::Corrupt, what);
}

/// Passes what a run produces on to the parent, and stops it where it is to stop.
class Reporter final : public request::GenerationObserver {
public:
    Reporter(const message::Generate& job, FrameWriter& writer, Cancellation cancellation)
        : m_job(job.job), m_stopAfter(job.stopAfter), m_writer(writer), m_cancellation(std::move(cancellation))
    {
    }

    void onProgress(const request::Progress& progress) override
    {
        if (m_stopAfter > 0 && progress.phase == request::Phase::Sampling && progress.step == m_stopAfter)
            m_cancellation.stop();
        m_writer.send(message::Progress{m_job, progress});
    }
    void onPreview(request::Preview preview) override { m_writer.send(message::Preview{m_job, std::move(preview)}); }
    void onImage(request::GeneratedImage image) override
    {
        if (auto latents = std::exchange(image.latents, {}))
            m_writer.send(message::Latents{m_job, image.index, std::move(*latents)});
        m_writer.send(message::Image{m_job, std::move(image)});
    }

private:
    const JobId m_job;
    const int m_stopAfter;
    FrameWriter& m_writer;
    Cancellation m_cancellation;
};

/// Runs work whose exceptions must not leave this thread.
Result<FromWorker> contain(
    const std::function<Result<FromWorker>(const Cancellation&)>& work, const Cancellation& cancellation)
{
    try {
        return work(cancellation);
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::OutOfMemory, QStringLiteral("memory ran out"));
    } catch (const std::exception& exception) {
        return fail(
            ErrorCode::Internal, QStringLiteral("the engine failed: %1").arg(QString::fromUtf8(exception.what())));
    }
}

/// Like read(), but goes on after a signal. 0 at the end of the stream and when it cannot be read.
std::size_t readSome(int input, std::span<std::uint8_t> into)
{
    ssize_t count = -1;
    do
        count = ::read(input, into.data(), into.size());
    while (count < 0 && errno == EINTR);
    return count > 0 ? static_cast<std::size_t>(count) : 0;
}

}  // namespace

ServingLoop::ServingLoop(EnginePort& engine, int input, int output) : m_engine(engine), m_input(input), m_writer(output)
{
    m_pool.setMaxThreadCount(1);
    m_pool.setExpiryTimeout(-1);
}

ServingLoop::~ServingLoop()
{
    cancelRunning();
}

ServingEnd ServingLoop::run()
{
    const ServingEnd end = serve();
    cancelRunning();
    m_pool.waitForDone(kEndingMs);
    return end;
}

ServingEnd ServingLoop::serve()
{
    FrameDecoder decoder;
    while (const std::size_t count = readSome(m_input, decoder.room())) {
        const auto next = decoder.advance(count).and_then(
            [this](std::optional<Frame> frame) { return frame ? take(std::move(*frame)) : Next::GoOn; });
        if (!next) {
            qCritical("The parent broke the protocol: %s", qUtf8Printable(next.error().detail));
            return ServingEnd::Broken;
        }
        if (*next == Next::Quit)
            return ServingEnd::Asked;
    }
    if (decoder.isBetweenFrames())
        return ServingEnd::Asked;
    qCritical("The parent ended in the middle of a frame");
    return ServingEnd::Broken;
}

Result<ServingLoop::Next> ServingLoop::take(Frame frame)
{
    auto message = toWorkerMessage(std::move(frame));
    if (!message)
        return failWith(std::move(message));
    if (!m_isGreeted && !std::holds_alternative<message::Hello>(*message))
        return breach(QStringLiteral("a message came before \"hello\""));
    return std::visit([this](const auto& each) { return handle(each); }, *message);
}

Result<ServingLoop::Next> ServingLoop::handle(const message::Hello&)
{
    if (std::exchange(m_isGreeted, true))
        return breach(QStringLiteral("\"hello\" came twice"));
    m_writer.send(message::Ready{kProtocol, m_engine.facts()});
    return Next::GoOn;
}

Result<ServingLoop::Next> ServingLoop::handle(const message::Load& load)
{
    const auto work = [this, load](const Cancellation& cancellation) -> Result<FromWorker> {
        const auto report = [this, &load](double fraction, const QString& what) {
            m_writer.send(message::Loading{load.job, fraction, what});
        };
        m_model.reset();
        auto model = m_engine.load(load.options, report, cancellation);
        if (!model)
            return failWith(std::move(model));
        m_model = *model;
        return message::Loaded{load.job, std::move(*model)};
    };
    return begin(load.job, work);
}

Result<ServingLoop::Next> ServingLoop::handle(const message::Generate& generate)
{
    const auto work = [this, generate](const Cancellation& cancellation) -> Result<FromWorker> {
        if (!m_model)
            return fail(
                ErrorCode::NotFound, QStringLiteral("the engine holds no model"), QStringLiteral("load one first"));
        auto request = request::resolve(generate.request, *m_model);
        if (!request)
            return failWith(std::move(request));
        Reporter reporter(generate, m_writer, cancellation);
        auto times = m_engine.generate(*request, reporter, cancellation);
        if (!times)
            return failWith(std::move(times));
        return message::Done{generate.job, std::move(*times)};
    };
    return begin(generate.job, work);
}

Result<ServingLoop::Next> ServingLoop::handle(const message::Unload& unload)
{
    const auto work = [this, job = unload.job](const Cancellation&) -> Result<FromWorker> {
        m_model.reset();
        m_engine.unload();
        return message::Done{job, {}};
    };
    return begin(unload.job, work);
}

Result<ServingLoop::Next> ServingLoop::handle(const message::Cancel& cancel)
{
    if (cancel.job > m_latest)
        return breach(QStringLiteral("\"cancel\" names job %1, which never began").arg(cancel.job));
    const std::lock_guard lock(m_mutex);
    if (cancel.job != m_running)
        return Next::GoOn;  // it ended while the message was under way
    if (cancel.keeps)
        m_cancellation.stop();
    else
        m_cancellation.cancel();
    return Next::GoOn;
}

Result<ServingLoop::Next> ServingLoop::handle(const message::AskStats&)
{
    const ProcessMemory memory = processMemory();
    m_writer.send(message::Stats{memory.residentBytes, memory.peakBytes, running()});
    return Next::GoOn;
}

Result<ServingLoop::Next> ServingLoop::handle(const message::Ping& ping)
{
    m_writer.send(message::Pong{ping.number});
    return Next::GoOn;
}

Result<ServingLoop::Next> ServingLoop::handle(const message::Quit&)
{
    return Next::Quit;
}

Result<ServingLoop::Next> ServingLoop::begin(JobId job, Work work)
{
    if (job <= m_latest)
        return breach(QStringLiteral("job %1 came after job %2").arg(job).arg(m_latest));
    m_latest = job;
    if (!occupy(job, std::move(work))) {
        m_writer.send(message::Failed{job, Error{ErrorCode::Busy, QStringLiteral("the engine is at work"), {}, {}}});
        return Next::GoOn;
    }
    // The job reports its end itself; the pool waits for it, so nobody needs the future.
    [[maybe_unused]] const QFuture<void> future = QtConcurrent::run(&m_pool, Performing{*this});
    return Next::GoOn;
}

bool ServingLoop::occupy(JobId job, Work work)
{
    const std::lock_guard lock(m_mutex);
    if (m_running != 0)
        return false;
    m_running = job;
    m_cancellation = {};
    m_work = std::move(work);
    return true;
}

void ServingLoop::perform()
{
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kNice);
    std::unique_lock lock(m_mutex);
    const JobId job = m_running;
    const Cancellation cancellation = m_cancellation;
    const Work work = std::exchange(m_work, {});
    lock.unlock();
    auto end = contain(work, cancellation);
    {
        // Before the parent learns of the end: it may send the next job at once.
        const std::lock_guard lock(m_mutex);
        m_running = 0;
    }
    m_writer.send(end ? std::move(*end) : message::Failed{job, std::move(end).error()});
}

JobId ServingLoop::running()
{
    const std::lock_guard lock(m_mutex);
    return m_running;
}

void ServingLoop::cancelRunning()
{
    const std::lock_guard lock(m_mutex);
    m_cancellation.cancel();
}

}  // namespace reverie::worker
