#include "core/hub/api_parts.h"
#include "core/hub/hub_api.h"
#include "core/hub/hub_json.h"
#include "core/hub/names.h"

#include <algorithm>

namespace reverie::hub {
namespace {

constexpr int kMostPages = 1'000;
constexpr std::size_t kMostFiles = 100'000;

void takeFiles(TreePage&& page, NameTwins& twins, RepoInfo& info)
{
    for (RepoFile& file : page.files) {
        if (auto alone = twins.add(file.path); !alone)
            page.refused.push_back({file.path, alone.error().detail});
        else
            info.files.push_back(std::move(file));
    }
    std::ranges::move(page.refused, std::back_inserter(info.refused));
}

const char* sortName(SearchQuery::Sort sort)
{
    switch (sort) {
    case SearchQuery::Sort::Likes:
        return "likes";
    case SearchQuery::Sort::Changed:
        return "lastModified";
    case SearchQuery::Sort::Trending:
        return "trendingScore";
    case SearchQuery::Sort::Downloads:
        break;
    }
    return "downloads";
}

}  // namespace

Result<RepoInfo> HubApi::repository(const QString& id, const QString& revision, const Cancellation& cancellation) const
{
    auto info = describe(id, revision, cancellation);
    if (!info)
        return info;
    info->files.clear();
    info->refused.clear();
    if (auto read = readTree(*info, cancellation); !read)
        return failWith(std::move(read), QStringLiteral("listing the files of %1").arg(id));
    std::ranges::sort(info->files, {}, &RepoFile::path);
    return info;
}

Result<void> HubApi::readTree(RepoInfo& info, const Cancellation& cancellation) const
{
    QUrl next = url(QStringLiteral("/api/models/%1/tree/%2").arg(encoded(info.id, "/"), info.commit),
        QStringLiteral("recursive=true&expand=false"));
    NameTwins twins;
    for (int page = 0; !next.isEmpty(); ++page) {
        auto reply = get(next, kMostAnswerBytes, cancellation);
        if (!reply)
            return failWith(std::move(reply));
        const HubAnswer answer = apiAnswer(*reply);
        if (page == 0 && answer.fault == HubFault::Gated)
            return readSiblings(info, cancellation);
        if (answer.fault != HubFault::None)
            return tl::unexpected<Error>(errorFrom(answer, info.id));
        auto read = parseTree(reply->body);
        if (!read)
            return failWith(std::move(read));
        takeFiles(std::move(*read), twins, info);
        if (info.files.size() + info.refused.size() > kMostFiles || page == kMostPages)
            return fail(ErrorCode::Unsupported,
                QStringLiteral("%1 has more than %2 files").arg(info.id).arg(kMostFiles),
                QStringLiteral("name a single file of it"));
        next = pageAfter(*reply);
    }
    return {};
}

/// What a model is shows its files to everybody, even where the list of them is behind the gate.
Result<void> HubApi::readSiblings(RepoInfo& info, const Cancellation& cancellation) const
{
    auto answer = describeAs(info.id, info.commit, QStringLiteral("blobs=true"), cancellation);
    if (!answer)
        return failWith(std::move(answer));
    if (!answer->info)
        return tl::unexpected<Error>(errorFrom(answer->answer, info.id));
    NameTwins twins;
    takeFiles({std::move(answer->info->files), std::move(answer->info->refused)}, twins, info);
    return {};
}

/// Other hosts get no token, so a mirror's links that name the Hub itself are followed on the mirror.
QUrl HubApi::pageAfter(const net::HttpReply& reply) const
{
    const QByteArray link = nextLink(net::headerValue(reply.headers, "link"));
    if (link.isEmpty())
        return {};
    QUrl next = reply.url.resolved(QUrl::fromEncoded(link));
    next.setScheme(m_environment.endpoint.scheme());
    next.setAuthority(m_environment.endpoint.authority());
    return next;
}

Result<SearchPage> HubApi::search(const SearchQuery& query, const Cancellation& cancellation) const
{
    QStringList parts{QStringLiteral("search=") + encoded(query.text)};
    for (const QString& filter : query.filters)
        parts << QStringLiteral("filter=") + encoded(filter);
    parts << QStringLiteral("sort=") + QLatin1String(sortName(query.sort)) << QStringLiteral("direction=-1")
          << QStringLiteral("limit=%1").arg(std::clamp(query.most, 1, 100));
    return searchOn(url(QStringLiteral("/api/models"), parts.join(QLatin1Char('&'))), cancellation);
}

Result<SearchPage> HubApi::searchOn(const QUrl& next, const Cancellation& cancellation) const
{
    auto reply = get(next, kMostAnswerBytes, cancellation);
    if (!reply)
        return failWith(std::move(reply), QStringLiteral("searching"));
    if (const HubAnswer answer = apiAnswer(*reply); answer.fault != HubFault::None)
        return tl::unexpected<Error>(errorFrom(answer, QStringLiteral("the search")));
    auto cards = parseCards(reply->body);
    if (!cards)
        return failWith(std::move(cards));
    return SearchPage{std::move(*cards), pageAfter(*reply)};
}

}  // namespace reverie::hub
