#pragma once

#include "core/base/result.h"
#include "core/net/http_message.h"

#include <cstddef>
#include <span>

namespace reverie::net {

/// Takes the body of an answer while it arrives, in the thread that called HttpClient::stream().
class BodySink {
public:
    virtual ~BodySink() = default;

    /// The head of the answer whose body follows, its status 200 to 299. An error ends the transfer and is what
    /// stream() returns.
    [[nodiscard]] virtual Result<void> begin(const HttpReply& head) = 0;
    /// The next bytes; never more than the head announced. May take its time: that is not held against the server.
    [[nodiscard]] virtual Result<void> add(std::span<const std::byte> bytes) = 0;
};

}  // namespace reverie::net
