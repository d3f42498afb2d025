#pragma once

#include "core/base/result.h"
#include "core/hub/repo_info.h"

#include <QByteArrayView>

namespace reverie::hub {

/// What the Hub's answers say, read strictly and without trust. A body that is no JSON of the expected shape is an
/// error (Corrupt); an entry of a list that is wrong is left out of it, with the reason where the caller shows one.

/// GET /api/models/ID/revision/REV, with ?blobs=true or without; then `files` is empty.
[[nodiscard]] Result<RepoInfo> parseRepoInfo(QByteArrayView body);

struct TreePage {
    std::vector<RepoFile> files;
    std::vector<RefusedFile> refused;
};
/// GET /api/models/ID/tree/REV?recursive=true. Twins (names.h) are for the caller to find, over all pages.
[[nodiscard]] Result<TreePage> parseTree(QByteArrayView body);

/// GET /api/models?search=...
[[nodiscard]] Result<std::vector<RepoCard>> parseCards(QByteArrayView body);
/// GET /api/whoami-v2
[[nodiscard]] Result<WhoAmI> parseWhoAmI(QByteArrayView body);

/// What model_index.json says about the parts of a pipeline.
struct ModelIndex {
    QString pipeline;   ///< _class_name
    QStringList parts;  ///< those that are there, such as "unet"; in alphabetical order
};
[[nodiscard]] Result<ModelIndex> parseModelIndex(QByteArrayView body);

/// The address that a Link header names for rel="next"; empty when there is none.
[[nodiscard]] QByteArray nextLink(QByteArrayView linkHeader);

}  // namespace reverie::hub
