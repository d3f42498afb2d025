#include "core/queue/dispatcher.h"
#include "ui/main_window/command_table.h"
#include "ui/main_window/toast.h"
#include "ui/main_window/window_commands.h"

#include <QCoreApplication>

namespace reverie::ui {
namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Commands)
};

constexpr MenuId kMenu = MenuId::Queue;

void addStopping(const CommandPlaces& at)
{
    queue::Dispatcher& queue = at.services.queue;
    Command cancel{QStringLiteral("cancel"), Texts::tr("Cancel what runs"), kMenu, QKeySequence(Qt::Key_Escape),
        [&queue] { queue.cancel(*queue.running()); }, QStringLiteral("close")};
    cancel.isPossible = [&queue] { return queue.running().has_value(); };
    at.table.add(std::move(cancel));
    Command keep{QStringLiteral("stop-and-keep"), Texts::tr("Stop and keep what there is"), kMenu,
        QKeySequence(Qt::SHIFT | Qt::Key_Escape), [&queue] { queue.stopAndKeep(); }, QStringLiteral("stop")};
    keep.isPossible = [&queue] { return queue.canKeep(); };
    at.table.add(std::move(keep));
    Command skip{QStringLiteral("skip"), Texts::tr("Skip this picture"), kMenu, QKeySequence(Qt::ALT | Qt::Key_Return),
        [&queue] { queue.skip(); }, QStringLiteral("skip")};
    skip.isPossible = [&queue] { return queue.running().has_value(); };
    at.table.add(std::move(skip));
    Command others{QStringLiteral("cancel-others"), Texts::tr("Cancel all but what runs"), kMenu, {},
        [&queue] { queue.cancelAllButRunning(); }};
    others.isPossible = [&queue] { return queue.waiting() > 0; };
    others.endsGroup = true;
    at.table.add(std::move(others));
}

}  // namespace

void addQueueCommands(const CommandPlaces& at)
{
    addStopping(at);
    queue::Dispatcher& queue = at.services.queue;
    Command pause{QStringLiteral("pause"), Texts::tr("Pause after this job"), kMenu, QKeySequence(Qt::CTRL | Qt::Key_P),
        [&queue] {
            if (queue.isPaused())
                queue.resume();
            else
                queue.pauseAfterCurrent();
        },
        QStringLiteral("pause")};
    pause.isOn = [&queue] { return queue.isPaused(); };
    at.table.add(std::move(pause));
    Command unfinished{QStringLiteral("resume-interrupted"), Texts::tr("Go on with unfinished jobs"), kMenu, {},
        [&queue] { queue.resumeInterrupted(); }, QStringLiteral("play")};
    unfinished.isPossible = [&queue] { return queue.interrupted() > 0; };
    at.table.add(std::move(unfinished));
    Command clear{QStringLiteral("clear-queue"), Texts::tr("Clear the queue"), kMenu,
        QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Delete),
        [&queue, &toast = at.toast] {
            const std::size_t before = queue.jobs().size();
            queue.clear();
            if (queue.jobs().size() < before)
                toast.offer(Texts::tr("The queue was cleared."), Texts::tr("Undo"), [&queue] { queue.undoRemoval(); });
        },
        QStringLiteral("trash")};
    clear.isPossible = [&queue] { return !queue.jobs().empty(); };
    at.table.add(std::move(clear));
    Command undo{QStringLiteral("undo-queue"), Texts::tr("Bring removed jobs back"), kMenu, {},
        [&queue] { queue.undoRemoval(); }, QStringLiteral("undo")};
    undo.isPossible = [&queue] { return queue.canUndoRemoval(); };
    at.table.add(std::move(undo));
}

}  // namespace reverie::ui
