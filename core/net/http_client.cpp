#include "core/net/http_client.h"

#include "core/net/handle_pool.h"
#include "core/net/origin.h"
#include "core/net/redirect_policy.h"
#include "core/net/transfer.h"

#include <QtGlobal>

#include <utility>

namespace reverie::net {
namespace {

bool isRedirect(const HttpReply& reply)
{
    return (reply.status == 301 || reply.status == 302 || reply.status == 303 || reply.status == 307 ||
               reply.status == 308) &&
        !headerValue(reply.headers, "location").isEmpty();
}

NetSettings settingsFor(const HttpRequest& request, NetSettings net)
{
    if (request.patienceMs > 0)
        net.connectTimeoutMs = net.stallTimeoutMs = request.patienceMs;
    return net;
}

/// What was written for one server is never sent to another.
bool isFollowed(const HttpRequest& first, const HttpRequest& next)
{
    if (first.redirects == Redirects::None)
        return false;
    const bool onlyReads = next.method == "GET" || next.method == "HEAD";
    return Origin::of(first.url) == Origin::of(next.url) || (first.redirects == Redirects::Follow && onlyReads);
}

/// A path without its query, which may be signed.
void note(const HttpRequest& request, const HttpReply& reply)
{
    qDebug("net: %s %s%s: %d", request.method.constData(), qUtf8Printable(Origin::of(request.url).text()),
        request.url.path(QUrl::FullyEncoded).toLatin1().constData(), reply.status);
}

/// A host that nobody typed needs a word about why we speak with it.
Error atHop(Error error, const QUrl& first, const QUrl& hop)
{
    if (Origin::of(first).host != Origin::of(hop).host && error.detail.contains(hop.host()))
        error.detail += QStringLiteral(" (%1 sends us there)").arg(first.host());
    return error;
}

}  // namespace

HttpClient::HttpClient(NetSettings settings)
    : m_settings(std::move(settings)), m_handles(std::make_unique<HandlePool>())
{
}

HttpClient::~HttpClient() = default;

Result<HttpReply> HttpClient::send(const HttpRequest& request, const Cancellation& cancellation) const
{
    return perform(request, nullptr, cancellation);
}

Result<HttpReply> HttpClient::stream(const HttpRequest& request, BodySink& sink, const Cancellation& cancellation) const
{
    return perform(request, &sink, cancellation);
}

Result<HttpReply> HttpClient::perform(const HttpRequest& first, BodySink* sink, const Cancellation& cancellation) const
{
    if (auto allowed = checkAddress(first.url); !allowed)
        return failWith(std::move(allowed));
    HandlePool::Lease handle = m_handles->take();
    if (!handle)
        return fail(ErrorCode::OutOfMemory, QStringLiteral("memory ran out before %1 was asked").arg(first.url.host()));
    const NetSettings net = settingsFor(first, m_settings);
    HttpRequest request = first;
    bool mayAnswerPrivately = true;
    for (int hop = 0; hop <= kMostRedirects; ++hop) {
        const Transfer::Setting setting{net, sink, mayAnswerPrivately, cancellation};
        Transfer transfer(handle.get(), request, setting);
        auto reply = transfer.run();
        handle.get_deleter().isSpoilt = !reply;
        if (!reply)
            return tl::unexpected<Error>(atHop(std::move(reply).error(), first.url, request.url));
        note(request, *reply);
        if (!isRedirect(*reply))
            return reply;
        if (hop == 0)
            mayAnswerPrivately = transfer.isPrivatelyAnswered();
        auto target = redirectTarget(request.url, headerValue(reply->headers, "location"));
        if (!target)
            return failWith(std::move(target));
        HttpRequest next = redirected(first, request, *target, reply->status);
        if (!isFollowed(first, next)) {
            reply->location = *target;
            return reply;
        }
        request = std::move(next);
    }
    return fail(ErrorCode::Network, QStringLiteral("%1 sends us round in circles").arg(first.url.host()),
        QStringLiteral("try again later or in another network"));
}

}  // namespace reverie::net
