#pragma once

#include "core/queue/dispatcher.h"

#include <QDirIterator>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

namespace reverie::queue {

inline constexpr int kPatienceMs = 20'000;

/// One life of a program with a queue in `folder`.
class Life final {
public:
    explicit Life(const QTemporaryDir& folder, const QStringList& engineArguments = {}, int stallMs = 120'000)
        : m_worker({REVERIE_BINARY_DIR "/../tests/support/fake-engine", engineArguments}),
          m_hashes(folder.filePath("hashes.json")),
          queue(m_worker, m_hashes, {folder.filePath("queue.sqlite"), folder.filePath("pictures"), {}, stallMs})
    {
        QSignalSpy opened(&queue, &Dispatcher::opened);
        queue.open();
        if (opened.wait(kPatienceMs))
            note = opened.at(0).at(0).toString();
    }

    static request::GenerationRequest request(const QString& prompt, int count = 1)
    {
        request::GenerationRequest request;
        request.prompt = prompt;
        request.model = "fake";
        request.steps = 4;
        request.width = request.height = 64;
        request.count = count;
        return request;
    }

    JobState stateOf(JobKey key) const { return queue.find(key)->state; }
    bool ends(JobKey key, JobState state)
    {
        return QTest::qWaitFor(
            [&] { return queue.find(key) && stateOf(key) == state && queue.running() != key; }, kPatienceMs);
    }
    bool begins(JobKey key)
    {
        return QTest::qWaitFor([&] { return queue.running() == key && m_progress.contains(key); }, kPatienceMs);
    }
    QStringList prompts() const
    {
        QStringList all;
        for (const QueueJob& job : queue.jobs())
            all << job.request.prompt;
        return all;
    }

private:
    worker::WorkerClient m_worker;
    weights::HashCache m_hashes;
    QSet<JobKey> m_progress;

public:
    Dispatcher queue;
    QString note;

private:
    QMetaObject::Connection m_connection = QObject::connect(&queue, &Dispatcher::progress, &queue,
        [this](JobKey key, const request::Progress&) { m_progress.insert(key); });
};

inline QStringList picturesIn(const QTemporaryDir& folder)
{
    QStringList files;
    QDirIterator each(folder.filePath("pictures"), {"*.png"}, QDir::Files, QDirIterator::Subdirectories);
    while (each.hasNext())
        files << each.next();
    return files;
}

}  // namespace reverie::queue
