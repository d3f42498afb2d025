#include "tests/support/fake_hub/hub_routes.h"

#include "tests/support/fake_hub/file_answer.h"
#include "tests/support/fake_hub/gatekeeper.h"
#include "tests/support/fake_hub/hub_json.h"

#include <algorithm>

namespace reverie::fake_hub {
namespace {

using nlohmann::json;

QStringList segmentsOf(const QByteArray& path)
{
    QStringList segments;
    for (const QByteArray& part : path.split('/').sliced(1))
        segments << QString::fromUtf8(QByteArray::fromPercentEncoding(part));
    return segments;
}

bool asksFor(const Request& request, const QString& name)
{
    const QString value = request.parameter(name);
    return value == QLatin1String("true") || value == QLatin1String("True") || value == QLatin1String("1");
}

Answer jsonAnswer(const json& value)
{
    return {200, {{"Content-Type", "application/json; charset=utf-8"}}, QByteArray::fromStdString(value.dump()), {}};
}

Answer redirect(int status, const QByteArray& location)
{
    return {status, {{"Location", location}, {"Content-Type", "text/plain; charset=utf-8"}},
        "Redirecting to " + location, {}};
}

/// A request, taken apart: "/api/models/ORG/NAME/tree/main/unet" asks for `what` = {"tree", "main", "unet"} of
/// ORG/NAME.
struct Route {
    HubState& state;
    const Request& request;
    const Fault& fault;
    Gatekeeper gatekeeper;
    QString id;
    QStringList what;
};

/// The part of a list that a page shows, and in the headers where the next one is.
Answer page(const Route& route, const std::vector<json>& all, int limit)
{
    const auto from = std::min<std::size_t>(
        static_cast<std::size_t>(route.request.parameter(QStringLiteral("cursor")).toInt()), all.size());
    const auto to = std::min(all.size(), from + static_cast<std::size_t>(limit));
    Answer answer = jsonAnswer(json(std::vector<json>(
        all.begin() + static_cast<std::ptrdiff_t>(from), all.begin() + static_cast<std::ptrdiff_t>(to))));
    if (to == all.size())
        return answer;
    QUrlQuery query(QString::fromLatin1(route.request.query));
    query.removeAllQueryItems(QStringLiteral("cursor"));
    query.addQueryItem(QStringLiteral("cursor"), QString::number(to));
    answer.headers.push_back({"Link",
        '<' + route.state.hubOrigin() + route.request.path + '?' + query.toString(QUrl::FullyEncoded).toLatin1() +
            ">; rel=\"next\""});
    return answer;
}

Answer search(const Route& route)
{
    const QString wanted = route.request.parameter(QStringLiteral("search"));
    const QString sort = route.request.parameter(QStringLiteral("sort"));
    const QString filter = route.request.parameter(QStringLiteral("filter"));
    QList<Repository> found = route.state.repositories();
    found.removeIf([&](const Repository& each) {
        return each.isPrivate || !each.movedTo.isEmpty() || !each.id.contains(wanted, Qt::CaseInsensitive) ||
            (!filter.isEmpty() && !each.tags.contains(filter));
    });
    std::stable_sort(found.begin(), found.end(), [&](const Repository& one, const Repository& other) {
        return sort == QLatin1String("likes") ? one.likes > other.likes : one.downloads > other.downloads;
    });
    std::vector<json> rows;
    std::transform(found.begin(), found.end(), std::back_inserter(rows), foundJson);
    const int limit = route.request.parameter(QStringLiteral("limit")).toInt();
    return page(route, rows, limit > 0 ? std::min(limit, route.state.pageSize()) : route.state.pageSize());
}

Answer whoami(const Route& route)
{
    if (auto bad = route.gatekeeper.badToken())
        return *bad;
    if (!route.gatekeeper.token())
        return refusal(401, {}, "Invalid username or password.");
    return jsonAnswer(whoamiJson(*route.gatekeeper.token()));
}

Answer tree(const Route& route, const Commit& commit)
{
    const QString folder = route.what.sliced(2).join(QLatin1Char('/'));
    const auto entries = treeJson(commit, folder, asksFor(route.request, QStringLiteral("recursive")),
        asksFor(route.request, QStringLiteral("expand")));
    if (entries.empty() && !folder.isEmpty())
        return refusal(
            404, "EntryNotFound", folder.toUtf8() + " does not exist on \"" + route.what.at(1).toUtf8() + '"');
    return page(route, entries, route.state.pageSize());
}

Answer modelInfo(const Route& route, const Repository& repository, const Commit& commit)
{
    json model = modelJson(repository, commit, asksFor(route.request, QStringLiteral("blobs")));
    const QStringList wanted = QUrlQuery(QString::fromLatin1(route.request.query))
                                   .allQueryItemValues(QStringLiteral("expand"), QUrl::FullyDecoded);
    if (wanted.isEmpty())
        return jsonAnswer(model);
    json few{{"_id", model["_id"]}, {"id", model["id"]}};
    for (const QString& field : wanted)
        if (model.contains(field.toStdString()))
            few[field.toStdString()] = model[field.toStdString()];
    return jsonAnswer(few);
}

Answer invalidRevision(const QString& revision)
{
    return refusal(404, "RevisionNotFound", "Invalid rev id: " + revision.toUtf8());
}

/// The same request, addressed to the repository's new name. Relative, as the Hub does it.
Answer moved(const Route& route, const Repository& repository)
{
    QByteArray path = route.request.path;
    path.replace(repository.id.toUtf8(), repository.movedTo.toUtf8());
    return redirect(307, route.request.query.isEmpty() ? path : path + '?' + route.request.query);
}

Answer model(const Route& route)
{
    if (auto bad = route.gatekeeper.badToken())
        return *bad;
    const auto repository = route.state.repository(route.id);
    if (auto hidden = route.gatekeeper.hidden(repository))
        return *hidden;
    if (!repository->movedTo.isEmpty())
        return moved(route, *repository);
    const QString what = route.what.value(0);
    if (what == QLatin1String("auth-check"))
        return route.gatekeeper.gated(*repository).value_or(Answer{200, {}, {}, {}});
    const QString revision = route.what.value(1, QStringLiteral("main"));
    const Commit* commit = repository->at(revision);
    if (commit == nullptr)
        return invalidRevision(revision);
    return what == QLatin1String("tree") ? tree(route, *commit) : modelInfo(route, *repository, *commit);
}

Answer largeFile(const Route& route, const RepositoryFile& file, const Headers& headers)
{
    Answer answer = redirect(302, route.state.sign(file));
    answer.headers.insert(answer.headers.end(), headers.begin(), headers.end());
    answer.headers.push_back({"X-Xet-Hash", file.sha256});
    answer.headers.push_back({"Link",
        '<' + route.state.hubOrigin() + "/api/models/" + route.id.toUtf8() +
            "/xet-read-token/main>; rel=\"xet-auth\""});
    return answer;
}

Answer smallFile(
    const Route& route, const Commit& commit, const QString& path, const RepositoryFile& file, const Headers& headers)
{
    const QByteArray place =
        route.id.toUtf8() + '/' + commit.id.toLatin1() + '/' + path.toUtf8().toPercentEncoding("/");
    Answer answer = redirect(307,
        "/api/resolve-cache/models/" + place + '?' + route.request.path.toPercentEncoding() + "=&etag=%22" +
            file.gitId + "%22");
    answer.headers.insert(answer.headers.end(), headers.begin(), headers.end());
    return answer;
}

/// What stands against reading a file. A gated one says the same to a bad token as to none.
std::optional<Answer> closed(const Route& route, const std::optional<Repository>& repository)
{
    const bool isExpired = route.gatekeeper.token() && route.gatekeeper.token()->isExpired;
    const bool isGated = repository && repository->gate != Gate::None && !repository->isPrivate;
    if (auto bad = route.gatekeeper.badToken(); bad && (isExpired || !isGated))
        return bad;
    if (auto hidden = route.gatekeeper.hidden(repository))
        return hidden;
    if (!repository->movedTo.isEmpty())
        return moved(route, *repository);
    return route.gatekeeper.gated(*repository);
}

/// A file of a repository; `isCached` where the answer is the small file itself and not the way to it.
Answer file(const Route& route, const QString& revision, const QString& path, bool isCached)
{
    const auto repository = route.state.repository(route.id);
    if (auto no = closed(route, repository))
        return *no;
    const Commit* commit = repository->at(revision);
    if (commit == nullptr)
        return invalidRevision(revision);
    const Header commitHeader{"X-Repo-Commit", commit->id.toLatin1()};
    if (!commit->files.contains(path)) {
        Answer missing = refusal(404, "EntryNotFound", "Entry not found");
        missing.headers.push_back(commitHeader);
        return missing;
    }
    const RepositoryFile& found = commit->files[path];
    const QByteArray etag = route.fault.etag.isEmpty() ? '"' + found.etag() + '"' : route.fault.etag;
    if (isCached) {
        Answer answer = fileAnswer(route.request, found.bytes, etag, route.fault);
        answer.headers.push_back(commitHeader);
        return answer;
    }
    const Headers headers = {commitHeader, {"X-Linked-Etag", etag},
        {"X-Linked-Size", QByteArray::number(route.fault.length.value_or(found.bytes.size()))},
        {"Accept-Ranges", "bytes"}};
    return found.isLarge ? largeFile(route, found, headers) : smallFile(route, *commit, path, found, headers);
}

/// The id at the front of these segments, which has one part or two, up to one of the words that follow an id.
QString takeId(QStringList& segments)
{
    static const QStringList kWords = {
        QStringLiteral("revision"), QStringLiteral("tree"), QStringLiteral("auth-check"), QStringLiteral("resolve")};
    const bool isShort = segments.size() == 1 || kWords.contains(segments.value(1));
    const QString id = segments.first(std::min<qsizetype>(isShort ? 1 : 2, segments.size())).join(QLatin1Char('/'));
    segments.remove(0, std::min<qsizetype>(isShort ? 1 : 2, segments.size()));
    return id;
}

Answer route(HubState& state, const Request& request, const Fault& fault)
{
    QStringList segments = segmentsOf(request.path);
    Route route{state, request, fault, Gatekeeper(state, request), {}, {}};
    if (segments == QStringList{QStringLiteral("api"), QStringLiteral("whoami-v2")})
        return whoami(route);
    if (segments == QStringList{QStringLiteral("api"), QStringLiteral("models")})
        return search(route);
    const bool isApi = segments.first() == QLatin1String("api");
    const bool isCache = isApi && segments.value(1) == QLatin1String("resolve-cache");
    segments.remove(0, isCache ? 3 : isApi ? 2 : 0);
    route.id = takeId(segments);
    route.what = segments;
    if (isCache)
        return file(route, segments.value(0),
            segments.sliced(std::min<qsizetype>(1, segments.size())).join(QLatin1Char('/')), true);
    if (isApi)
        return model(route);
    if (segments.size() >= 3 && segments.first() == QLatin1String("resolve"))
        return file(route, segments.at(1), segments.sliced(2).join(QLatin1Char('/')), false);
    return refusal(404, {}, "Sorry, we can't find the page you are looking for.");
}

}  // namespace

Answer answerAsHub(HubState& state, const Request& request, const Fault& fault)
{
    if (auto faulty = faultyAnswer(fault))
        return *faulty;
    Answer answer = route(state, request, fault);
    answer.fault = fault;
    answer.fault.length.reset();
    answer.headers.push_back({"X-Request-Id", "Root=1-6745c0de-fake"});
    answer.headers.push_back({"RateLimit", "\"resolvers\";r=2999;t=120"});
    answer.headers.push_back({"RateLimit-Policy", "\"fixed window\";\"resolvers\";q=3000;w=300"});
    return answer;
}

Answer answerAsCdn(const HubState& state, const Request& request, const Fault& fault)
{
    if (auto faulty = faultyAnswer(fault))
        return *faulty;
    const Headers xml = {{"Content-Type", "application/xml"}};
    if (!request.header("authorization").isEmpty())
        return {400, xml,
            "<Error><Code>InvalidArgument</Code><Message>Only one auth mechanism allowed</Message></Error>", {}};
    if (!state.isSignatureGood(request.query))
        return {403, xml, "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>", {}};
    const QByteArray name = request.path.split('/').last();
    const auto bytes = state.largeFile(name);
    if (!bytes)
        return {404, xml, "<Error><Code>NoSuchKey</Code></Error>", {}};
    return fileAnswer(request, *bytes, "\"cdn-" + name.first(16) + '"', fault);
}

}  // namespace reverie::fake_hub
