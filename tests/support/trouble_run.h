#pragma once

#include "core/queue/dispatcher.h"
#include "tests/support/window_program.h"
#include "tests/support/window_run.h"
#include "ui/main_window/notice_card.h"
#include "ui/queue/job_item.h"
#include "ui/queue/queue_model.h"
#include "ui/queue/queue_page.h"

#include <QLabel>
#include <QListView>

namespace reverie::test {

/// The engine of the windows that are made while it lives: a program behind a line of the shell.
class EngineInstead final {
public:
    explicit EngineInstead(const QString& line) : m_before(qgetenv("REVERIE_ENGINE_BINARY"))
    {
        const QString script = m_folder.filePath("engine");
        plant(script, "#!/bin/sh\n" + line.toUtf8() + '\n');
        QFile::setPermissions(script, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        qputenv("REVERIE_ENGINE_BINARY", script.toUtf8());
    }
    ~EngineInstead() { qputenv("REVERIE_ENGINE_BINARY", m_before); }
    EngineInstead(const EngineInstead&) = delete;
    EngineInstead& operator=(const EngineInstead&) = delete;

    /// Does in its prompts' and models' words what goes wrong (see FakeEnginePort), or spoils one message.
    static QString fake(const QString& fault = {})
    {
        return QStringLiteral("exec " REVERIE_BINARY_DIR "/../tests/support/fake-engine ") + fault;
    }
    static QString real(const QString& before = {})
    {
        return before + QStringLiteral(" exec " REVERIE_BINARY_DIR "/reverie-engine");
    }

private:
    const QByteArray m_before;
    const QTemporaryDir m_folder;
};

/// A small picture.
inline request::GenerationRequest small(const QString& prompt, int side = 64)
{
    request::GenerationRequest request;
    request.prompt = prompt;
    request.steps = 4;
    request.width = request.height = side;
    return request;
}

inline bool ends(const WindowRun& run, queue::JobKey key, queue::JobState state)
{
    return QTest::qWaitFor(
        [&] { return run.queue().find(key)->state == state && run.queue().running() != key; }, 60'000);
}

/// The window lives, and the next job makes its picture.
inline bool worksOn(const WindowRun& run)
{
    return run.window().isVisible() && ends(run, run.queue().enqueue(small("a lake")), queue::JobState::Done);
}

/// The job on the strip: null when it is not there.
inline ui::JobItem* cardOf(const WindowRun& run, queue::JobKey key)
{
    for (auto* item : run.window().findChildren<ui::JobItem*>())
        if (item->key() == key)
            return item;
    return nullptr;
}

/// What the job's card says, with the buttons of its page: "why it failed | Try again | Use the CPU".
inline QString told(WindowRun& run, queue::JobKey key)
{
    auto* page = run.find<ui::QueuePage>();
    (void)QTest::qWaitFor([&] { return page->model()->indexOf(key).isValid(); }, 5000);
    QTest::qWait(50);  // the page follows when all has been said
    page->list()->setCurrentIndex(page->model()->indexOf(key));
    const ui::JobItem* card = cardOf(run, key);
    QStringList all{card == nullptr ? QString() : card->accessibleDescription()};
    for (const auto* each : page->findChildren<QPushButton*>())
        if (!each->text().isEmpty())
            all << each->text();
    return all.join(" | ");
}

/// Presses a way out on the queue's page.
inline void pressWayOut(WindowRun& run, queue::JobKey key, const QString& title)
{
    auto* page = run.find<ui::QueuePage>();
    page->list()->setCurrentIndex(page->model()->indexOf(key));
    QPushButton* way = button(*page, title);
    QVERIFY2(way != nullptr, qPrintable(told(run, key)));
    way->click();
}

/// Everything that stands on the notice over the picture.
inline QString noticed(const WindowRun& run)
{
    QStringList all;
    if (const auto* notice = qobject_cast<ui::NoticeCard*>(run.viewer().headCard())) {
        for (const QLabel* each : notice->findChildren<QLabel*>())
            all << each->text();
        for (const QPushButton* each : notice->findChildren<QPushButton*>())
            all << each->text();
    }
    return all.join(" | ");
}

}  // namespace reverie::test
