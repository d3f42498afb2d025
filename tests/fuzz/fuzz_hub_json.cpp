#include "core/hub/hub_json.h"
#include "core/hub/names.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace reverie::hub;

namespace {

void check(bool isRight)
{
    if (!isRight)
        std::abort();
}

void checkFiles(const std::vector<RepoFile>& files)
{
    for (const RepoFile& file : files)
        check(checkRepoPath(file.path).has_value() && isEtag(file.etag) && file.size <= (std::uint64_t{1} << 44));
}

}  // namespace

/// Whatever the Hub says, only names and digests that are safe come out.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const QByteArrayView body(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    if (const auto info = parseRepoInfo(body)) {
        check(isCommit(info->commit) && checkRepoId(info->id).has_value());
        checkFiles(info->files);
    }
    if (const auto page = parseTree(body))
        checkFiles(page->files);
    if (const auto cards = parseCards(body))
        for (const RepoCard& card : *cards)
            check(checkRepoId(card.id).has_value());
    if (const auto index = parseModelIndex(body))
        for (const QString& part : index->parts)
            check(checkRepoPath(part).has_value() && !part.contains(QLatin1Char('/')));
    std::ignore = parseWhoAmI(body);
    std::ignore = nextLink(body);
    return 0;
}
