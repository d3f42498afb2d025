#pragma once

#include "core/library/library_entry.h"

#include <vector>

namespace reverie::library {

/// The folders of models of other programs.
struct Installations {
    std::vector<LibraryRoot> roots;
    QStringList notes;     ///< sentences: what could not be read
    bool isThere = false;  ///< some program is
};

/// The folders of models of the program that is installed in `folder`, told by what lies in it: AUTOMATIC1111, Forge,
/// ComfyUI (with what its extra_model_paths.yaml names) or InvokeAI. Nothing where it is none of them.
[[nodiscard]] Installations installationIn(const QString& folder, const QString& home);

/// Those where people put them: in `home`, and one folder below the usual ones of it. Looks at no more than a few
/// thousand names.
[[nodiscard]] Installations findInstallations(const QString& home);

}  // namespace reverie::library
