#include "core/net/origin.h"

#include <QUrl>

namespace reverie::net {
namespace {

int usualPort(const QString& scheme)
{
    if (scheme == QLatin1String("https"))
        return 443;
    return scheme == QLatin1String("http") ? 80 : -1;
}

}  // namespace

Origin Origin::of(const QUrl& address)
{
    const QString scheme = address.scheme().toLower();
    return {scheme, address.host(QUrl::FullyEncoded).toLower(), address.port(usualPort(scheme))};
}

QString Origin::text() const
{
    const QString bare = host.contains(QLatin1Char(':')) ? QStringLiteral("[%1]").arg(host) : host;
    const QString text = QStringLiteral("%1://%2").arg(scheme, bare);
    return port == usualPort(scheme) ? text : QStringLiteral("%1:%2").arg(text).arg(port);
}

bool Origin::isLoopback() const
{
    return host == QLatin1String("localhost") || host == QLatin1String("::1") ||
        (host.startsWith(QLatin1String("127.")) && host.count(QLatin1Char('.')) == 3 && host.back().isDigit());
}

}  // namespace reverie::net
