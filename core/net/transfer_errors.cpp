#include "core/net/transfer_errors.h"

#include "core/net/certificate_witness.h"
#include "core/net/net_settings.h"
#include "core/net/origin.h"

#include <QStringList>

#include <algorithm>
#include <array>
#include <cstring>

namespace reverie::net {
namespace {

constexpr int kProxyWantsPassword = 407;

QString proxyText(const NetSettings& net)
{
    const std::array<QString, 5> candidates = {net.proxy, qEnvironmentVariable("https_proxy"),
        qEnvironmentVariable("HTTPS_PROXY"), qEnvironmentVariable("all_proxy"), qEnvironmentVariable("ALL_PROXY")};
    const auto found = std::find_if(
        candidates.begin(), candidates.end(), [](const QString& candidate) { return !candidate.isEmpty(); });
    return found == candidates.end() ? QString() : *found;
}

QUrl proxyUrl(const NetSettings& net)
{
    const QString text = proxyText(net);
    return QUrl(text.contains(QLatin1String("://")) || text.isEmpty() ? text : QStringLiteral("http://") + text);
}

/// "proxy.example:3128", without a name and a password.
QString proxyName(const NetSettings& net)
{
    const QUrl url = proxyUrl(net);
    return url.port() < 0 ? url.host() : QStringLiteral("%1:%2").arg(url.host()).arg(url.port());
}

/// Where a name and a password go: into the environment, since a file of settings is no place for them.
QString proxyAdvice(const NetSettings& net)
{
    const QString advice = QStringLiteral("start Reverie with https_proxy=%1://NAME:PASSWORD@%2")
                               .arg(proxyUrl(net).scheme(), proxyName(net));
    return net.proxy.isEmpty() ? advice : advice + QStringLiteral(" and leave the proxy in its settings empty");
}

Error proxyError(long answer, const TransferFacts& facts)
{
    const QString proxy = proxyName(facts.net);
    if (answer == kProxyWantsPassword) {
        const bool hadOne = !facts.net.proxyUser.isEmpty() || !proxyUrl(facts.net).userName().isEmpty();
        return {ErrorCode::Unauthorized,
            hadOne ? QStringLiteral("the proxy %1 does not accept this name and password").arg(proxy)
                   : QStringLiteral("the proxy %1 asks for a name and a password").arg(proxy),
            proxyAdvice(facts.net), {}};
    }
    if (answer != 0)
        return {ErrorCode::Network,
            QStringLiteral("the proxy %1 does not let us through to %2 (status %3)")
                .arg(proxy, facts.url.host())
                .arg(answer),
            QStringLiteral("ask whoever runs the proxy to allow %1").arg(facts.url.host()), {}};
    return {ErrorCode::Network, QStringLiteral("the proxy %1 cannot be reached").arg(proxy),
        QStringLiteral("check its address, or that you are in its network"), {}};
}

/// Whether it was the proxy, not the server, that could not be reached.
bool isProxysFault(CURLcode code, const TransferFacts& facts)
{
    if (code == CURLE_COULDNT_RESOLVE_PROXY || code == CURLE_PROXY)
        return true;
    const bool isConnecting = code == CURLE_COULDNT_CONNECT || code == CURLE_OPERATION_TIMEDOUT;
    const QByteArray host = proxyUrl(facts.net).host().toUtf8();
    return isConnecting && isProxied(facts.url, facts.net) && std::strstr(facts.words, host.constData()) != nullptr;
}

bool isAboutTls(CURLcode code)
{
    constexpr std::array kCodes = {CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CACERT_BADFILE,
        CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS,
        CURLE_SSL_ENGINE_NOTFOUND, CURLE_USE_SSL_FAILED};
    return std::find(kCodes.begin(), kCodes.end(), code) != kCodes.end();
}

Error tlsError(CURLcode code, const TransferFacts& facts)
{
    const QString host = facts.url.host();
    const CertificateWitness& certificates = facts.certificates;
    if (certificates.isCaFileUnreadable())
        return {ErrorCode::Tls, QStringLiteral("%1 holds no certificates that can be read").arg(facts.net.extraCaFile),
            QStringLiteral("choose a PEM file of certificate authorities, or none"), {}};
    const QString named = QStringLiteral("the certificate that %1 shows (for %2, signed by %3)")
                              .arg(host, certificates.subject(), certificates.issuer());
    if (certificates.isExpired())
        return {ErrorCode::Tls, named + QStringLiteral(" has expired"),
            QStringLiteral("check the clock of this machine; if it is right, the owner of %1 must act").arg(host), {}};
    if (!certificates.verdict().isEmpty())
        return {ErrorCode::Tls, named + QStringLiteral(" is not trusted here: ") + certificates.verdict(),
            QStringLiteral("if your network inspects connections, add its certificate file to the settings"), {}};
    if (code == CURLE_PEER_FAILED_VERIFICATION)
        return {ErrorCode::Tls, named + QStringLiteral(" belongs to another name"),
            QStringLiteral("check the address, and whether this network asks you to sign in first"), {}};
    return {ErrorCode::Tls, QStringLiteral("no secure connection to %1 comes about").arg(host),
        QStringLiteral("check the address, and whether a proxy or a firewall stands in between"), {}};
}

}  // namespace

bool isProxied(const QUrl& url, const NetSettings& net)
{
    return !Origin::of(url).isLoopback() && !proxyText(net).isEmpty();
}

Error stalledError(const QUrl& url, const NetSettings& net)
{
    return {ErrorCode::Timeout,
        QStringLiteral("nothing came from %1 for %2 s").arg(url.host()).arg(net.stallTimeoutMs / 1000.0), {}, {}};
}

Error transferError(CURLcode code, const TransferFacts& facts)
{
    const QString host = facts.url.host();
    long answer = 0;
    curl_easy_getinfo(facts.handle, CURLINFO_HTTP_CONNECTCODE, &answer);
    if ((answer != 0 && answer / 100 != 2) || isProxysFault(code, facts))
        return proxyError(answer, facts);
    if (isAboutTls(code))
        return tlsError(code, facts);
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return {ErrorCode::Network, QStringLiteral("%1 cannot be found").arg(host),
            QStringLiteral("check the connection and the address"), {}};
    case CURLE_COULDNT_CONNECT:
        return {ErrorCode::Network, QStringLiteral("%1 cannot be reached").arg(host),
            QStringLiteral("check the connection, and that no firewall stops %1").arg(host), {}};
    case CURLE_OPERATION_TIMEDOUT:
        return {ErrorCode::Timeout,
            QStringLiteral("%1 does not answer within %2 s").arg(host).arg(facts.net.connectTimeoutMs / 1000.0),
            QStringLiteral("check the connection, and that no firewall stops %1").arg(host), {}};
    case CURLE_OUT_OF_MEMORY:
        return {ErrorCode::OutOfMemory, QStringLiteral("memory ran out while speaking with %1").arg(host), {}, {}};
    default:
        // Cut off, short, or not HTTP at all.
        return {ErrorCode::Network, QStringLiteral("%1 broke off before its answer was whole").arg(host), {}, {}};
    }
}

}  // namespace reverie::net
