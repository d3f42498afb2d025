#pragma once

#include "core/worker/worker_client.h"

#include <QFile>
#include <QTest>

#include <set>
#include <unistd.h>

namespace reverie::worker {

/// The processes that this one has started and not yet taken leave of, zombies included.
inline QList<pid_t> childProcesses()
{
    QFile file(QStringLiteral("/proc/self/task/%1/children").arg(::getpid()));
    QList<pid_t> children;
    if (file.open(QIODevice::ReadOnly))
        for (const QByteArray& id : file.readAll().simplified().split(' '))
            if (!id.isEmpty())
                children << id.toInt();
    return children;
}

/// Drives a client through one request at a time, as a job runner does, and notes everything that comes back.
class ClientRun final : public QObject {
public:
    explicit ClientRun(
        WorkerClient& client, QString model = QStringLiteral("model"), QString device = QStringLiteral("cpu"))
        : m_client(client), m_model(std::move(model)), m_device(std::move(device))
    {
        connect(&client, &WorkerClient::loading, this, [this](JobId job) { cancelIfWanted(job); });
        connect(&client, &WorkerClient::loaded, this, [this](JobId job) { onLoaded(job); });
        connect(&client, &WorkerClient::preview, this, [this](JobId job) { cancelIfWanted(job); });
        connect(&client, &WorkerClient::progress, this, [this] { ++m_progress; });
        connect(&client, &WorkerClient::image, this,
            [this](JobId, const request::GeneratedImage& image) { m_images.push_back(image); });
        connect(&client, &WorkerClient::done, this, [this](JobId job) { finish(job, std::nullopt); });
        connect(&client, &WorkerClient::failed, this, [this](JobId job, const Error& error) { finish(job, error); });
        connect(&client, &WorkerClient::ended, this, [this](const Error& why) { m_ends.push_back(why); });
    }

    /// True when the request makes its pictures.
    bool succeeds(const request::GenerationRequest& request)
    {
        begin(m_model, request, Wish::Pictures);
        return QTest::qWaitFor([this] { return m_isFinished; }, kPatienceMs) && !m_error;
    }

    /// Cancels as soon as the model, or else the picture, reaches the step at which it waits.
    bool isCancelled(const QString& model, const request::GenerationRequest& request)
    {
        begin(model, request, Wish::Cancel);
        return QTest::qWaitFor([this] { return m_isFinished; }, kPatienceMs) && m_error &&
            m_error->code == ErrorCode::Cancelled;
    }

    /// Quits in the middle of the picture.
    bool isQuit(const request::GenerationRequest& request)
    {
        begin(m_model, request, Wish::Quit);
        return QTest::qWaitFor([this] { return m_isFinished; }, kPatienceMs) && m_error &&
            m_error->code == ErrorCode::Cancelled;
    }

    /// Runs until the worker has ended.
    bool endsSomehow(const request::GenerationRequest& request)
    {
        begin(m_model, request, Wish::Pictures);
        return QTest::qWaitFor([this] { return m_isFinished && !m_ends.empty(); }, kPatienceMs);
    }

    [[nodiscard]] const std::vector<request::GeneratedImage>& images() const { return m_images; }
    [[nodiscard]] const std::vector<Error>& ends() const { return m_ends; }
    [[nodiscard]] const std::optional<Error>& error() const { return m_error; }
    [[nodiscard]] QString words() const { return m_error ? sentence(*m_error) : QStringLiteral("no error"); }
    [[nodiscard]] QString endWords() const { return m_ends.empty() ? QString() : sentence(m_ends.back()); }
    [[nodiscard]] int progressCount() const { return m_progress; }
    [[nodiscard]] bool hasJobWithTwoEnds() const { return m_hasJobWithTwoEnds; }

private:
    static constexpr int kPatienceMs = 120'000;
    enum class Wish { Pictures, Cancel, Quit };

    void begin(const QString& model, const request::GenerationRequest& request, Wish wish)
    {
        m_request = request;
        m_wish = wish;
        m_images.clear();
        m_error.reset();
        m_isFinished = false;
        m_load = m_client.load({model, {}, m_device, request::DType::Fp32});
    }

    void onLoaded(JobId job)
    {
        noteEnd(job);
        m_client.askStats();
        m_client.generate(m_request);
    }

    void finish(JobId job, std::optional<Error> error)
    {
        noteEnd(job);
        m_error = std::move(error);
        m_isFinished = true;
    }

    void noteEnd(JobId job) { m_hasJobWithTwoEnds = !m_ended.insert(job).second || m_hasJobWithTwoEnds; }

    /// Models and pictures that wait do so right after they have told how far they are.
    void cancelIfWanted(JobId job)
    {
        const bool isLoad = job == m_load;
        const QString waiting = QStringLiteral(" at ");
        if (isLoad && m_request.prompt.contains(waiting))
            return;
        if (m_wish == Wish::Cancel)
            m_client.cancel(job);
        if (m_wish == Wish::Quit && !isLoad)
            m_client.quit();
    }

    WorkerClient& m_client;
    const QString m_model;
    const QString m_device;
    request::GenerationRequest m_request;
    Wish m_wish = Wish::Pictures;
    JobId m_load = 0;
    std::vector<request::GeneratedImage> m_images;
    std::vector<Error> m_ends;
    std::optional<Error> m_error;
    std::set<JobId> m_ended;
    int m_progress = 0;
    bool m_isFinished = false;
    bool m_hasJobWithTwoEnds = false;
};

}  // namespace reverie::worker
