#pragma once

#include "core/base/cancellation.h"
#include "core/base/paths.h"
#include "core/base/result.h"
#include "core/library/library_entry.h"
#include "core/library/library_scan.h"

namespace reverie::app {

/// Every model on this machine, and sentences about places that could not be looked at.
struct LibraryLook {
    std::vector<library::LibraryEntry> entries;
    QStringList notes;
};

/// libraryPlaces() of this process.
[[nodiscard]] library::LibraryPlaces placesOfModels(const Paths& paths);

/// Looks at all places. Blocks; any thread. Errors: Cancelled.
[[nodiscard]] Result<LibraryLook> lookAtLibrary(const Paths& paths, const Cancellation& cancellation);

/// The entry that a person named by name, id, path or repository. Errors: NotFound; InvalidArgument when several have
/// that name.
[[nodiscard]] Result<library::LibraryEntry> entryNamed(const LibraryLook& look, const QString& named);

}  // namespace reverie::app
