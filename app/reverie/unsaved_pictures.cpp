#include "app/reverie/unsaved_pictures.h"

#include "app/reverie/session.h"
#include "core/queue/job_runner.h"

#include <QFile>

#include <iostream>
#include <string>
#include <unistd.h>

namespace reverie::app {
namespace {

/// The next line that the person types, or nothing at the end of input.
std::optional<QString> readLine()
{
    std::string line;
    if (!std::getline(std::cin, line))
        return std::nullopt;
    return QString::fromStdString(line).trimmed();
}

queue::SavingAgain saveIn(queue::JobRunner& runner, const QString& target)
{
    if (target.isEmpty())
        return runner.saveAgain(std::nullopt);
    auto plan = queue::OutputPlan::make({target, {}, QDate::currentDate(), 1, false});
    return plan ? runner.saveAgain(std::move(*plan)) : queue::SavingAgain{{}, 0, plan.error()};
}

}  // namespace

bool rescueUnsaved(Session& session, queue::JobRunner& runner)
{
    Console& console = session.console();
    if (::isatty(STDIN_FILENO) != 1 || !console.isErrTerminal()) {
        console.note(QStringLiteral("The finished picture is lost: there is nobody to ask where else to save it."));
        return false;
    }
    for (;;) {
        console.note(QStringLiteral("The finished picture is still in memory. Make room and press Enter to try again, "
                                    "name another folder, or press Ctrl+D to give it up."));
        const auto target = readLine();
        if (!target)
            return false;
        const queue::SavingAgain again = saveIn(runner, *target);
        for (const queue::SavedPicture& picture : again.saved)
            console.print(picture.path);
        if (!again.error)
            return true;
        console.complain(*again.error);
    }
}

}  // namespace reverie::app
