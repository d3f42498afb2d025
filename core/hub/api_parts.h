#pragma once

#include "core/hub/hub_answer.h"

#include <QUrl>

namespace reverie::hub {

/// The longest answer of the API that is read.
inline constexpr std::uint64_t kMostAnswerBytes = 8u << 20;

[[nodiscard]] inline bool isRedirect(int status)
{
    return status >= 300 && status < 400;
}

/// For a part of an address; "/" is encoded too unless it is among `kept`.
[[nodiscard]] QString encoded(const QString& text, const char* kept = "");

/// The answer to a question of the API; what is between us and the Hub answers with pages and leads elsewhere.
[[nodiscard]] HubAnswer apiAnswer(const net::HttpReply& reply);

}  // namespace reverie::hub
