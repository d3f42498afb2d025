#include "core/hub/hub_answer.h"

#include "core/base/shown.h"
#include "core/net/rate_limit.h"

#include <algorithm>
#include <array>

namespace reverie::hub {
namespace {

constexpr qsizetype kMostMessage = 300;

struct CodeRow {
    const char* code;
    HubFault fault;
};

constexpr std::array kCodes = {
    CodeRow{"GatedRepo", HubFault::Gated},
    CodeRow{"RepoNotFound", HubFault::RepoNotFound},
    CodeRow{"RevisionNotFound", HubFault::RevisionNotFound},
    CodeRow{"EntryNotFound", HubFault::EntryNotFound},
};

QString line(const net::HttpReply& reply, const char* name)
{
    return shown(QString::fromUtf8(net::headerValue(reply.headers, name)), kMostMessage);
}

bool isTemporary(int status)
{
    return status == 408 || (status >= 500 && status <= 504);
}

bool isAboutToken(const QString& message)
{
    const auto says = [&](const char* words) { return message.contains(QLatin1String(words), Qt::CaseInsensitive); };
    return says("invalid credentials") || says("invalid username or password") ||
        (says("access token") && (says("expired") || says("revoked")));
}

HubFault faultOf(const net::HttpReply& reply, const QString& message)
{
    if (reply.status < 400)
        return HubFault::None;
    const QByteArray code = net::headerValue(reply.headers, "x-error-code");
    const auto* row = std::ranges::find_if(kCodes, [&](const CodeRow& each) { return code == each.code; });
    if (row != kCodes.end())
        return row->fault;
    if (isAboutToken(message))
        return HubFault::InvalidToken;
    if (message.contains(QLatin1String("is disabled"), Qt::CaseInsensitive))
        return HubFault::Disabled;
    if (reply.status == 429)
        return HubFault::RateLimited;
    if (isTemporary(reply.status))
        return HubFault::ServerTrouble;
    // Without a token the Hub does not say whether a repository is missing or private.
    return reply.status == 401 || reply.status == 404 ? HubFault::RepoNotFound : HubFault::Other;
}

struct Words {
    ErrorCode code;
    const char* detail;  // %1 the subject, %2 the host, %3 the status
    const char* remedy;
};

Words wordsFor(HubFault fault)
{
    switch (fault) {
    case HubFault::Gated:
        return {ErrorCode::Unauthorized, "%1 is only given to people who accepted its terms",
            "accept them on its page and log in with a token that may read it"};
    case HubFault::RepoNotFound:
        return {ErrorCode::NotFound, "%1 is not on %2, or it is private",
            "check the name, or log in with a token that may read it"};
    case HubFault::RevisionNotFound:
        return {ErrorCode::NotFound, "%1 has no such revision", "choose another revision, such as main"};
    case HubFault::EntryNotFound:
        return {ErrorCode::NotFound, "there is no %1", "list the files of the model again"};
    case HubFault::InvalidToken:
        return {ErrorCode::Unauthorized, "%2 does not accept the token", "log in again with a valid token"};
    case HubFault::Disabled:
        return {ErrorCode::Permission, "%2 has disabled access to %1", "choose another model"};
    case HubFault::RateLimited:
        return {ErrorCode::Busy, "%2 answers no more requests from here for a while", "try again in a few minutes"};
    case HubFault::ServerTrouble:
        return {ErrorCode::Network, "%2 has trouble of its own (status %3)", "try again in a moment"};
    case HubFault::NotTheHub:
        return {ErrorCode::Network, "the network asks for sign-in: what answered in place of %2 is not the Hub",
            "open a web page in a browser, sign in there and try again"};
    case HubFault::None:
    case HubFault::Other:
        break;
    }
    return {ErrorCode::Network, "%2 answered %1 with status %3", "try again later"};
}

}  // namespace

HubAnswer answerFrom(const net::HttpReply& reply)
{
    HubAnswer answer;
    answer.status = reply.status;
    answer.message = line(reply, "x-error-message");
    answer.requestId = shown(line(reply, "x-request-id"), 80);
    answer.host = reply.url.host();
    answer.fault = faultOf(reply, answer.message);
    return answer;
}

Error errorFrom(const HubAnswer& answer, const QString& subject)
{
    const Words words = wordsFor(answer.fault);
    QString detail = QString::fromLatin1(words.detail);
    detail.replace(QLatin1String("%3"), QString::number(answer.status));
    detail.replace(QLatin1String("%2"), answer.host.isEmpty() ? QStringLiteral("the Hub") : answer.host);
    detail.replace(QLatin1String("%1"), subject);
    if (!answer.message.isEmpty())
        detail += QStringLiteral(" (\"%1\")").arg(answer.message);
    Error error{words.code, detail, QString::fromLatin1(words.remedy), {}};
    if (!answer.requestId.isEmpty())
        error.context.push_back(QStringLiteral("request %1").arg(answer.requestId));
    return error;
}

std::optional<std::chrono::seconds> waitAskedBy(const net::HttpReply& reply)
{
    const int seconds = net::rateLimit(reply.headers).secondsToWait;
    return seconds > 0 ? std::optional(std::chrono::seconds(seconds)) : std::nullopt;
}

}  // namespace reverie::hub
