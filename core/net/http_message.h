#pragma once

#include "core/base/secret.h"

#include <QByteArray>
#include <QUrl>

#include <cstdint>
#include <vector>

namespace reverie::net {

struct Header {
    QByteArray name;  ///< lower case in replies
    QByteArray value;
};
using Headers = std::vector<Header>;

/// The value of the first header of that name, whatever its case; empty when there is none.
[[nodiscard]] QByteArray headerValue(const Headers& headers, QByteArrayView name);

enum class Redirects {
    Follow,      ///< at most 10, see redirect_policy.h
    SameOrigin,  ///< stops at one that leaves the origin of the request, and returns it
    None,        ///< returns the first
};

/// What is asked of a server. Never put a credential into `headers` or `url`: `bearer` is what knows where it may go.
struct HttpRequest {
    QByteArray method = "GET";
    QUrl url;
    Headers headers;  ///< of these, only Accept, Range and the If-* ones reach another origin
    Secret bearer;    ///< sent only while a hop's origin is that of `url`
    QByteArray body;  ///< with its type in `headers`
    Redirects redirects = Redirects::Follow;
    int patienceMs = 0;                     ///< for connecting, and without a byte; 0 = those of NetSettings
    std::uint64_t mostBytes = 1024 * 1024;  ///< a longer body (that is not streamed) is an error
};

/// What a server answered. Any status is an answer; a failure to get one is an Error.
struct HttpReply {
    int status = 0;
    Headers headers;  ///< of the last hop alone
    QByteArray body;  ///< empty where it was streamed
    QUrl url;         ///< that answered; may be signed, so it is nothing to show or to log
    QUrl location;    ///< of a redirect that was not followed
};

}  // namespace reverie::net
