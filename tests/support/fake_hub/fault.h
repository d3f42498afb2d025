#pragma once

#include "core/net/http_message.h"

#include <QByteArray>
#include <QUrl>

#include <optional>

namespace reverie::fake_hub {

/// What goes wrong with one answer. Counts of bytes are counts of the body that is sent, so of a range's own bytes.
struct Fault {
    std::optional<qint64> cutAt;    ///< the connection ends behind so many bytes
    bool resets = false;            ///< ... with a reset instead of a close
    std::optional<qint64> stallAt;  ///< behind so many bytes nothing comes any more, and nothing ends
    int dripMs = 0;                 ///< a pause before each `dripBytes`
    qint64 dripBytes = 1;
    std::optional<qint64> length;  ///< announced, in place of the real one
    bool hidesLength = false;      ///< none announced; the close ends the body
    QByteArray surplus;            ///< bytes behind the real ones, which the length does not count
    bool ignoresRange = false;     ///< 200 and all of it
    QByteArray contentRange;       ///< in place of the real one
    QByteArray etag;               ///< in place of the real one, quotes and all
    bool spoilsBytes = false;      ///< the right length, one byte in the middle another
    bool packs = false;            ///< Content-Encoding: gzip
    bool isSignInPage = false;     ///< 200 and HTML, as hotels do
    int status = 0;                ///< instead of an answer
    QByteArray location;           ///< with a status of 3xx (302 unless `status` says otherwise)
    net::Headers headers;          ///< added
};

/// Which requests a fault meets.
struct FaultRule {
    Fault fault;
    QByteArray method;    ///< empty = any
    QByteArray pathPart;  ///< found anywhere in "path?query"; empty = any
    int skip = 0;         ///< so many matching requests go well first
    int times = 1;        ///< so many are met then; -1 = all
};

/// 429, with the headers that the Hub sends.
[[nodiscard]] inline Fault rateLimited(int seconds)
{
    Fault fault;
    fault.status = 429;
    const QByteArray wait = QByteArray::number(seconds);
    fault.headers = {{"RateLimit", "\"resolvers\";r=0;t=" + wait},
        {"RateLimit-Policy", "\"fixed window\";\"resolvers\";q=3000;w=300"}, {"Retry-After", wait}};
    return fault;
}

}  // namespace reverie::fake_hub
