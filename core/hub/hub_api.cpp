#include "core/hub/hub_api.h"

#include "core/base/shown.h"
#include "core/hub/api_parts.h"
#include "core/hub/hub_json.h"
#include "core/hub/names.h"
#include "core/net/http_client.h"
#include "core/net/origin.h"

#include <algorithm>
#include <mutex>

namespace reverie::hub {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr int kTries = 5;
constexpr std::chrono::milliseconds kLongestWait = 5min;
constexpr std::uint64_t kMostSmallFile = 1u << 20;

std::optional<std::uint64_t> announcedSize(const net::HttpReply& reply)
{
    QByteArray text = net::headerValue(reply.headers, "x-linked-size");
    if (text.isEmpty() && !isRedirect(reply.status))
        text = net::headerValue(reply.headers, "content-length");
    bool isNumber = false;
    const qulonglong bytes = text.toULongLong(&isNumber);
    return isNumber ? std::optional<std::uint64_t>(bytes) : std::nullopt;
}

Result<FileHead> headFrom(const net::HttpReply& reply, const QString& revision, const QString& subject)
{
    FileHead head;
    head.commit = QString::fromLatin1(net::headerValue(reply.headers, "x-repo-commit"));
    const QByteArray linked = net::headerValue(reply.headers, "x-linked-etag");
    head.etag = etagFrom(linked.isEmpty() ? net::headerValue(reply.headers, "etag") : linked);
    const auto bytes = announcedSize(reply);
    const auto wrong = [&](const char* what) {
        return fail(ErrorCode::Corrupt,
            QStringLiteral("%1 gives no sound %2 of %3").arg(reply.url.host(), QLatin1String(what), subject),
            QStringLiteral("try again in a moment"));
    };
    if (!isCommit(head.commit) || (isCommit(revision) && head.commit != revision))
        return wrong("commit");
    if (head.etag.isEmpty())
        return wrong("digest");
    if (!bytes)
        return wrong("size");
    head.size = *bytes;
    return head;
}

bool isTemporary(const Error& error)
{
    return error.code == ErrorCode::Network || error.code == ErrorCode::Timeout;
}

}  // namespace

struct HubApi::Memory {
    std::mutex mutex;
    Secret known;
    std::optional<WhoAmI> who;  // of `known`
    Clock::time_point notBefore{};
};

HubApi::HubApi(const net::HttpClient& client, HubEnvironment environment, Token token, Patience patience)
    : m_client(client), m_environment(std::move(environment)), m_token(std::move(token)),
      m_patience(std::move(patience)), m_memory(std::make_unique<Memory>())
{
}

HubApi::~HubApi() = default;

Secret HubApi::token() const
{
    return m_token ? m_token() : Secret();
}

QUrl HubApi::url(const QString& encodedPath, const QString& query) const
{
    const QString text = QString::fromLatin1(m_environment.endpoint.toEncoded()) + encodedPath;
    return QUrl::fromEncoded((query.isEmpty() ? text : text + QLatin1Char('?') + query).toLatin1());
}

QUrl HubApi::fileUrl(const QString& id, const QString& revision, const QString& path) const
{
    return url(QStringLiteral("/%1/resolve/%2/%3").arg(encoded(id, "/"), encoded(revision), encoded(path, "/")));
}

QUrl HubApi::pageUrl(const QString& id) const
{
    return url(QLatin1Char('/') + encoded(id, "/"));
}

Result<void> HubApi::keepRateLimit(const Cancellation& cancellation) const
{
    std::unique_lock lock(m_memory->mutex);
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(m_memory->notBefore - Clock::now());
    lock.unlock();
    if (left <= 0ms)
        return {};
    return m_patience.waitFor(
        {std::min(left, kLongestWait), QStringLiteral("%1 asks to wait").arg(m_environment.endpoint.host())},
        cancellation);
}

void HubApi::noteRateLimit(const net::HttpReply& reply) const
{
    const auto asked = waitAskedBy(reply);
    if (!asked)
        return;
    const std::lock_guard lock(m_memory->mutex);
    m_memory->notBefore = std::max(m_memory->notBefore, Clock::now() + *asked);
}

Result<net::HttpReply> HubApi::ask(net::HttpRequest request, const Cancellation& cancellation) const
{
    if (m_environment.isOffline)
        return fail(ErrorCode::Unsupported,
            QStringLiteral("HF_HUB_OFFLINE is set, so %1 is not asked").arg(m_environment.endpoint.host()),
            QStringLiteral("unset it, or use what is on this machine"));
    if (request.bearer.isEmpty())
        request.bearer = token();
    request.redirects = net::Redirects::SameOrigin;
    for (int attempt = 0;; ++attempt) {
        if (auto kept = keepRateLimit(cancellation); !kept)
            return failWith(std::move(kept));
        auto reply = m_client.send(request, cancellation);
        if (reply)
            noteRateLimit(*reply);
        const HubFault fault = reply ? answerFrom(*reply).fault : HubFault::Other;
        const bool isWorthIt =
            reply ? fault == HubFault::RateLimited || fault == HubFault::ServerTrouble : isTemporary(reply.error());
        const bool isTooLong = reply && waitAskedBy(*reply).value_or(0s) > kLongestWait;
        if (!isWorthIt || isTooLong || attempt + 1 == kTries)
            return reply;
        if (fault == HubFault::RateLimited && waitAskedBy(*reply))
            continue;  // keepRateLimit() waits
        if (auto waited = m_patience.waitFor({backOff(attempt), QStringLiteral("trying again")}, cancellation); !waited)
            return failWith(std::move(waited));
    }
}

Result<net::HttpReply> HubApi::get(const QUrl& address, std::uint64_t mostBytes, const Cancellation& cancellation) const
{
    net::HttpRequest request;
    request.url = address;
    request.mostBytes = mostBytes;
    return ask(std::move(request), cancellation);
}

Result<RepoAnswer> HubApi::tryDescribe(
    const QString& id, const QString& revision, const Cancellation& cancellation) const
{
    return describeAs(id, revision, {}, cancellation);
}

Result<RepoAnswer> HubApi::describeAs(
    const QString& id, const QString& revision, const QString& query, const Cancellation& cancellation) const
{
    if (auto right = checkRepoId(id); !right)
        return failWith(std::move(right));
    const QString path = QStringLiteral("/api/models/%1/revision/%2").arg(encoded(id, "/"), encoded(revision));
    auto reply = get(url(path, query), kMostAnswerBytes, cancellation);
    if (!reply)
        return failWith(std::move(reply), QStringLiteral("asking about %1").arg(id));
    RepoAnswer answer{apiAnswer(*reply), std::nullopt};
    if (answer.answer.fault != HubFault::None)
        return answer;
    auto info = parseRepoInfo(reply->body);
    if (!info)
        return failWith(std::move(info));
    answer.info = std::move(*info);
    return answer;
}

Result<RepoInfo> HubApi::describe(const QString& id, const QString& revision, const Cancellation& cancellation) const
{
    auto answer = tryDescribe(id, revision, cancellation);
    if (!answer)
        return failWith(std::move(answer));
    if (!answer->info)
        return tl::unexpected<Error>(errorFrom(answer->answer, id));
    return std::move(*answer->info);
}

Result<WhoAmI> HubApi::whoAmI(const Secret& token, const Cancellation& cancellation) const
{
    {
        const std::lock_guard lock(m_memory->mutex);
        if (m_memory->who && m_memory->known == token)
            return *m_memory->who;
    }
    if (token.isEmpty())
        return fail(ErrorCode::Unauthorized, QStringLiteral("no token is known"), QStringLiteral("log in with one"));
    net::HttpRequest request;
    request.url = url(QStringLiteral("/api/whoami-v2"));
    request.mostBytes = kMostSmallFile;
    request.bearer = token;
    auto reply = ask(std::move(request), cancellation);
    if (!reply)
        return failWith(std::move(reply), QStringLiteral("asking whose token it is"));
    HubAnswer answer = apiAnswer(*reply);
    if (answer.status == 401)
        answer.fault = HubFault::InvalidToken;
    if (answer.fault != HubFault::None)
        return tl::unexpected<Error>(errorFrom(answer, QStringLiteral("the question whose token it is")));
    auto who = parseWhoAmI(reply->body);
    if (!who)
        return who;
    const std::lock_guard lock(m_memory->mutex);
    m_memory->known = token;
    m_memory->who = *who;
    return who;
}

Result<FileAnswer> HubApi::askForFile(
    const QString& id, const QString& revision, const QString& path, const Cancellation& cancellation) const
{
    net::HttpRequest request;
    request.method = "HEAD";
    request.url = fileUrl(id, revision, path);
    request.patienceMs = m_environment.etagTimeoutMs;
    auto reply = ask(std::move(request), cancellation);
    const QString subject = QStringLiteral("%1 of %2").arg(shown(path, 80), id);
    if (!reply)
        return failWith(std::move(reply), QStringLiteral("asking for %1").arg(subject));
    FileAnswer file{answerFrom(*reply), std::nullopt};
    if (file.answer.fault == HubFault::None && net::headerValue(reply->headers, "x-repo-commit").isEmpty())
        file.answer.fault = HubFault::NotTheHub;
    if (file.answer.fault != HubFault::None)
        return file;
    auto head = headFrom(*reply, revision, subject);
    if (!head)
        return failWith(std::move(head));
    file.head = std::move(*head);
    return file;
}

Result<FileHead> HubApi::fileHead(
    const QString& id, const QString& revision, const QString& path, const Cancellation& cancellation) const
{
    auto file = askForFile(id, revision, path, cancellation);
    if (!file)
        return failWith(std::move(file));
    if (file->head)
        return *file->head;
    const bool isFile = file->answer.fault == HubFault::EntryNotFound;
    return tl::unexpected<Error>(
        errorFrom(file->answer, isFile ? QStringLiteral("%1 in %2").arg(shown(path, 80), id) : id));
}

Result<QByteArray> HubApi::smallFile(
    const QString& id, const QString& commit, const QString& path, const Cancellation& cancellation) const
{
    net::HttpRequest request;
    request.url = fileUrl(id, commit, path);
    request.mostBytes = kMostSmallFile;
    auto reply = ask(std::move(request), cancellation);
    if (!reply)
        return failWith(std::move(reply), QStringLiteral("reading %1 of %2").arg(shown(path, 80), id));
    if (const HubAnswer answer = apiAnswer(*reply); answer.fault != HubFault::None)
        return tl::unexpected<Error>(errorFrom(answer, id));
    return reply->body;
}

}  // namespace reverie::hub
