#include "core/net/rate_limit.h"

#include <algorithm>

namespace reverie::net {
namespace {

constexpr int kMostSeconds = 24 * 60 * 60;

std::optional<int> numberOf(const QByteArray& text)
{
    bool isNumber = false;
    const qlonglong value = text.trimmed().toLongLong(&isNumber);
    if (!isNumber || value < 0)
        return std::nullopt;
    return static_cast<int>(std::min<qlonglong>(value, kMostSeconds));
}

/// The value of `key` in `"resolvers";r=0;t=55`.
std::optional<int> parameter(const QByteArray& header, const QByteArray& key)
{
    for (const QByteArray& part : header.split(';'))
        if (const QByteArray bare = part.trimmed(); bare.startsWith(key + '='))
            return numberOf(bare.sliced(key.size() + 1));
    return std::nullopt;
}

}  // namespace

RateLimit rateLimit(const Headers& headers)
{
    const QByteArray header = headerValue(headers, "ratelimit");
    RateLimit limit{parameter(header, "r"), 0};
    if (limit.remaining == 0)
        if (const auto window = parameter(header, "t"))
            limit.secondsToWait = *window + 1;
    if (const auto after = numberOf(headerValue(headers, "retry-after")))
        limit.secondsToWait = std::max(limit.secondsToWait, *after);
    return limit;
}

}  // namespace reverie::net
