#pragma once

#include "core/base/error.h"

#include <QUrl>

#include <curl/curl.h>

namespace reverie::net {

class CertificateWitness;
struct NetSettings;

/// What was going on when a transfer failed.
struct TransferFacts {
    CURL* handle;
    const char* words;  ///< libcurl's own, in English; looked at, never shown
    const QUrl& url;
    const NetSettings& net;
    const CertificateWitness& certificates;
};

/// What libcurl's code means, in words that name the host or the proxy and say what to do.
[[nodiscard]] Error transferError(CURLcode code, const TransferFacts& facts);
/// Nothing came for too long.
[[nodiscard]] Error stalledError(const QUrl& url, const NetSettings& net);

/// Whether a request to this address goes through a proxy, as far as the settings and the environment tell (no_proxy
/// aside).
[[nodiscard]] bool isProxied(const QUrl& url, const NetSettings& net);

}  // namespace reverie::net
