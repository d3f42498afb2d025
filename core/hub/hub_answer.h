#pragma once

#include "core/base/error.h"
#include "core/net/http_message.h"

#include <chrono>
#include <optional>

namespace reverie::hub {

/// What an answer of the Hub means, decided by X-Error-Code first, by its message second and by its status last.
enum class HubFault {
    None,
    Gated,         ///< a file of a gated model: no token, or one that may not
    RepoNotFound,  ///< missing, or private and not shown to this token
    RevisionNotFound,
    EntryNotFound,
    InvalidToken,
    Disabled,
    RateLimited,
    ServerTrouble,  ///< 408 and 5xx: worth another try
    NotTheHub,      ///< a page in between, such as a network's sign-in
    Other,
};

struct HubAnswer {
    HubFault fault = HubFault::None;
    int status = 0;
    QString message;    ///< X-Error-Message, one line; the Hub's own words
    QString requestId;  ///< X-Request-Id, for people who ask the Hub about it
    QString host;       ///< that answered
};

[[nodiscard]] HubAnswer answerFrom(const net::HttpReply& reply);

/// `subject` is what was asked for: "CompVis/stable-diffusion-v1-4", or a file of it.
[[nodiscard]] Error errorFrom(const HubAnswer& answer, const QString& subject);

/// How long the answer asks to wait before the next request, see net::rateLimit. Nothing when it does not ask.
[[nodiscard]] std::optional<std::chrono::seconds> waitAskedBy(const net::HttpReply& reply);

}  // namespace reverie::hub
