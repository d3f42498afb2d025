#pragma once

#include "tests/support/fake_hub/repository.h"

#include <nlohmann/json.hpp>

namespace reverie::fake_hub {

/// What /api/models/ID says of a commit; sizes and hashes only where `blobs` are asked for.
[[nodiscard]] nlohmann::json modelJson(const Repository& repository, const Commit& commit, bool blobs);
/// One row of a search.
[[nodiscard]] nlohmann::json foundJson(const Repository& repository);
/// The entries of a folder ("" = the top) in the order of their names; with all folders below where `recursive`.
/// `expand` adds each one's last commit and the scan for malware.
[[nodiscard]] std::vector<nlohmann::json> treeJson(
    const Commit& commit, const QString& folder, bool recursive, bool expand);
[[nodiscard]] nlohmann::json whoamiJson(const Token& token);

}  // namespace reverie::fake_hub
