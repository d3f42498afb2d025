#pragma once

#include "core/net/http_message.h"

#include <optional>

namespace reverie::net {

/// How much a server still allows, from `RateLimit` ("resolvers";r=0;t=55) and `Retry-After` (seconds).
struct RateLimit {
    std::optional<int> remaining;  ///< requests until the window ends; unknown where nothing was said
    int secondsToWait = 0;         ///< before the next request has a chance; 0 = none, or not said
};

/// What these headers say. A wait is named only where nothing remains, or by Retry-After; it is one second longer than
/// the window, as clocks differ. What cannot be read counts as not said.
[[nodiscard]] RateLimit rateLimit(const Headers& headers);

}  // namespace reverie::net
