#include "core/queue/queue_job.h"

#include <QRandomGenerator>

namespace reverie::queue {
namespace {

const QStringList& stateNames()
{
    static const QStringList names{QStringLiteral("waiting"), QStringLiteral("running"), QStringLiteral("done"),
        QStringLiteral("failed"), QStringLiteral("cancelled"), QStringLiteral("interrupted")};
    return names;
}

}  // namespace

QStringList QueueJob::paths() const
{
    QStringList all;
    for (const auto& [index, path] : pictures)
        if (!path.isEmpty())
            all << path;
    return all;
}

JobKey drawJobKey()
{
    return static_cast<JobKey>(QRandomGenerator::system()->generate64() >> 1 | 1);
}

QString jobStateName(JobState state)
{
    return stateNames().at(static_cast<qsizetype>(state));
}

std::optional<JobState> jobStateFromName(const QString& name)
{
    const qsizetype at = stateNames().indexOf(name);
    return at < 0 ? std::nullopt : std::optional(static_cast<JobState>(at));
}

}  // namespace reverie::queue
