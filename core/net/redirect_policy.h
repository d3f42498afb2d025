#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QUrl>

namespace reverie::net {

struct HttpRequest;

inline constexpr int kMostRedirects = 10;

/// Whether this address may be asked at all: http and https only, no password in it, https unless it is this computer.
[[nodiscard]] Result<void> checkAddress(const QUrl& url);

/// Where `location`, sent by `from`, leads. Refused: what checkAddress() refuses; http after https, except on this
/// computer; a private address from an origin that is not private itself. Errors name both hosts.
[[nodiscard]] Result<QUrl> redirectTarget(const QUrl& from, const QByteArray& location);

/// The request that goes to `target` after an answer of this status. Whatever leaves the origin of `first` loses
/// its credential and all headers but those that say which part of the file is wanted.
[[nodiscard]] HttpRequest redirected(const HttpRequest& first, const HttpRequest& last, const QUrl& target, int status);

}  // namespace reverie::net
