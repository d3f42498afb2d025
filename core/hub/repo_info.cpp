#include "core/hub/repo_info.h"

#include <algorithm>
#include <numeric>

namespace reverie::hub {

const RepoFile* RepoInfo::file(const QString& path) const
{
    const auto found = std::ranges::find(files, path, &RepoFile::path);
    return found == files.end() ? nullptr : &*found;
}

std::uint64_t RepoInfo::bytes() const
{
    return std::accumulate(files.begin(), files.end(), std::uint64_t{0},
        [](std::uint64_t sum, const RepoFile& each) { return sum + each.size; });
}

}  // namespace reverie::hub
