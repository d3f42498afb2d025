#include "app/reverie/library_look.h"

#include "app/services/hub_services.h"

#include <QFileInfo>

namespace reverie::app {
namespace {

bool isNamed(const library::LibraryEntry& entry, const QString& named)
{
    const QString path = QFileInfo(named).absoluteFilePath();
    return entry.id == named || entry.name == named || entry.repository == named || entry.path == path ||
        entry.otherPaths.contains(path);
}

}  // namespace

library::LibraryPlaces placesOfModels(const Paths& paths)
{
    return libraryPlaces(paths, Surroundings(), settings::Settings(settingsFile(paths)));
}

Result<LibraryLook> lookAtLibrary(const Paths& paths, const Cancellation& cancellation)
{
    library::LibraryScan scan(placesOfModels(paths), libraryCacheFile(paths));
    LibraryLook look;
    std::vector<library::RootListing> listings;
    for (const library::LibraryRoot& root : scan.roots()) {
        listings.push_back(scan.look(root, cancellation));
        look.notes << listings.back().notes;
        if (cancellation.isCancelled())
            return fail(ErrorCode::Cancelled, QStringLiteral("looking for models was cancelled"));
    }
    look.notes = scan.notes() + look.notes;
    look.entries = library::merged(listings);
    scan.keep();
    return look;
}

Result<library::LibraryEntry> entryNamed(const LibraryLook& look, const QString& named)
{
    std::vector<const library::LibraryEntry*> found;
    for (const library::LibraryEntry& each : look.entries)
        if (isNamed(each, named))
            found.push_back(&each);
    if (found.empty())
        return fail(ErrorCode::NotFound, QStringLiteral("there is no model \"%1\" here").arg(named),
            QStringLiteral("reverie models list shows those there are"));
    if (found.size() == 1)
        return *found.front();
    QStringList paths;
    for (const library::LibraryEntry* each : found)
        paths << each->path;
    return fail(ErrorCode::InvalidArgument, QStringLiteral("%1 models are called \"%2\"").arg(found.size()).arg(named),
        QStringLiteral("name one by its path: %1").arg(paths.join(QStringLiteral(", "))));
}

}  // namespace reverie::app
