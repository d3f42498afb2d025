#include "core/net/redirect_policy.h"

#include "core/net/address.h"
#include "core/net/http_message.h"
#include "core/net/origin.h"

#include <algorithm>
#include <array>

namespace reverie::net {
namespace {

constexpr std::array<QByteArrayView, 6> kTravels = {
    "accept", "range", "if-range", "if-match", "if-none-match", "if-modified-since"};

bool travels(const Header& header)
{
    return std::any_of(kTravels.begin(), kTravels.end(),
        [&](QByteArrayView name) { return header.name.compare(name, Qt::CaseInsensitive) == 0; });
}

tl::unexpected<Error> refused(ErrorCode code, const Origin& source, const QString& where)
{
    return fail(code, QStringLiteral("%1 sends us on to %2").arg(source.host, where),
        QStringLiteral("Reverie does not go there; try again later or in another network"));
}

bool isLocal(const Origin& origin)
{
    return origin.isLoopback() || isPrivateAddress(origin.host);
}

}  // namespace

Result<void> checkAddress(const QUrl& url)
{
    const Origin origin = Origin::of(url);
    if (!url.isValid() || origin.host.isEmpty() ||
        (origin.scheme != QLatin1String("https") && origin.scheme != QLatin1String("http")))
        return fail(ErrorCode::InvalidArgument,
            origin.host.isEmpty() ? QStringLiteral("this is no web address")
                                  : QStringLiteral("%1 is no web address").arg(origin.text()),
            QStringLiteral("use one that begins with https://"));
    if (!url.userInfo().isEmpty())
        return fail(ErrorCode::InvalidArgument,
            QStringLiteral("the address of %1 has a name or a password in it").arg(origin.host),
            QStringLiteral("leave it out; Reverie keeps tokens apart from addresses"));
    if (origin.scheme == QLatin1String("http") && !origin.isLoopback())
        return fail(ErrorCode::Tls, QStringLiteral("%1 would send everything in the open").arg(origin.text()),
            QStringLiteral("use its https address"));
    return {};
}

Result<QUrl> redirectTarget(const QUrl& from, const QByteArray& location)
{
    const Origin source = Origin::of(from);
    const QUrl target = from.resolved(QUrl::fromEncoded(location)).adjusted(QUrl::RemoveFragment);
    const Origin destination = Origin::of(target);
    if (destination.scheme == QLatin1String("http") && !(destination.isLoopback() && source.isLoopback()))
        return refused(ErrorCode::Tls, source,
            QStringLiteral("%1, where everything would go in the open").arg(destination.text()));
    if (!checkAddress(target))
        return refused(ErrorCode::Network, source, QStringLiteral("an address that is none of the web's"));
    if (isLocal(destination) && !isLocal(source))
        return refused(
            ErrorCode::Network, source, QStringLiteral("%1, which is in a private network").arg(destination.host));
    return target;
}

HttpRequest redirected(const HttpRequest& first, const HttpRequest& last, const QUrl& target, int status)
{
    HttpRequest next = last;
    next.url = target;
    const bool asksAnew = status == 303 || ((status == 301 || status == 302) && last.method == "POST");
    if (asksAnew && last.method != "HEAD") {
        next.method = "GET";
        next.body.clear();
    }
    const bool isHome = Origin::of(target) == Origin::of(first.url);
    next.bearer = isHome ? first.bearer : Secret();
    next.headers.clear();
    std::copy_if(first.headers.begin(), first.headers.end(), std::back_inserter(next.headers),
        [isHome](const Header& header) { return isHome || travels(header); });
    return next;
}

}  // namespace reverie::net
