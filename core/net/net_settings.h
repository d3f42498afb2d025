#pragma once

#include "core/base/secret.h"

#include <QString>

namespace reverie::net {

/// How this machine reaches the network. A plain value, made once and handed on.
struct NetSettings {
    QString
        proxy;  ///< "http://proxy:3128", "socks5h://..."; empty = what https_proxy and no_proxy say. Never for loopback
    QString proxyUser;     ///< where the proxy demands one
    Secret proxyPassword;  ///< from the keychain, never from a file of settings
    QString extraCaFile;   ///< PEM; trusted beside the system's own authorities
    QString userAgent = QStringLiteral("reverie");
    int connectTimeoutMs = 15'000;
    int stallTimeoutMs = 60'000;  ///< without a byte in either direction
};

}  // namespace reverie::net
