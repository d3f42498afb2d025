#include "core/library/model_removal.h"

#include "core/base/size_text.h"
#include "core/io/trash.h"

#include <QFileInfo>

namespace reverie::library {
namespace {

bool isBelow(const QString& path, const QString& folder)
{
    return path == folder || path.startsWith(folder + QLatin1Char('/'));
}

bool isUsed(const LibraryEntry& entry, const QString& place, const QStringList& inUse)
{
    for (const QString& each : inUse)
        if ((!each.isEmpty() && each == entry.repository) || isBelow(each, place) || entry.otherPaths.contains(each))
            return true;
    return false;
}

}  // namespace

QString wholePlace(const LibraryEntry& entry)
{
    if (entry.repository.isEmpty())
        return entry.path;
    const qsizetype at = entry.path.lastIndexOf(QStringLiteral("/snapshots/") + entry.commit);
    return at < 0 ? entry.path : entry.path.left(at);
}

Result<RemovalPlan> planRemoval(
    const LibraryEntry& entry, const std::vector<LibraryEntry>& all, const QStringList& inUse)
{
    if (entry.source == ModelSource::Starter)
        return fail(ErrorCode::InvalidArgument, QStringLiteral("the starter model belongs to Reverie and stays"),
            QStringLiteral("remove Reverie to remove it"));
    RemovalPlan plan;
    plan.id = entry.id;
    plan.name = entry.name;
    plan.path = wholePlace(entry);
    if (isUsed(entry, plan.path, inUse))
        return fail(ErrorCode::Busy, QStringLiteral("%1 is in use").arg(entry.name),
            QStringLiteral(
                "choose another model in Create, and wait until its jobs and downloads have ended or cancel them"));
    const QFileInfo info(plan.path);
    if (!info.exists() && !info.isSymLink())
        return fail(ErrorCode::NotFound, QStringLiteral("%1 is not there any more").arg(plan.path),
            QStringLiteral("look for models again"));
    plan.use = diskUse(plan.path);
    for (const LibraryEntry& each : all)
        if (each.id != entry.id && isBelow(each.path, plan.path))
            plan.alsoGone << each.name;
    for (const QString& other : entry.otherPaths)
        if (QFileInfo(other).isSymLink() && isBelow(QFileInfo(other).canonicalFilePath(), info.canonicalFilePath()) &&
            !info.isSymLink())
            plan.brokenLinks << other;
    return plan;
}

QString removalWords(const RemovalPlan& plan)
{
    QStringList words{QStringLiteral("%1 goes to the trash.").arg(plan.path)};
    if (plan.use.frees == 0)
        words << QStringLiteral("That frees nothing: its files have other names on this disk.");
    else
        words << QStringLiteral("Emptying the trash then frees %1.").arg(sizeText(plan.use.frees));
    if (plan.use.frees > 0 && plan.use.frees < plan.use.bytes)
        words << QStringLiteral("The other %1 stay, since they have other names on this disk.")
                     .arg(sizeText(plan.use.bytes - plan.use.frees));
    if (!plan.alsoGone.isEmpty())
        words << QStringLiteral("It also takes away %1.").arg(plan.alsoGone.join(QStringLiteral(", ")));
    if (!plan.brokenLinks.isEmpty())
        words << QStringLiteral("Links to it will lead nowhere: %1.").arg(plan.brokenLinks.join(QStringLiteral(", ")));
    return words.join(QLatin1Char(' '));
}

Result<RemovedModel> removeModel(const RemovalPlan& plan)
{
    return io::moveToTrash(plan.path).map([&](const QString& inTrash) { return RemovedModel{plan, inTrash}; });
}

Result<void> undoRemoval(const RemovedModel& removed)
{
    return io::restoreFromTrash(removed.pathInTrash, removed.plan.path);
}

}  // namespace reverie::library
